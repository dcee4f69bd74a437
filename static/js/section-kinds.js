/**
 * Numbers of a frame's sections and element types. Written by `python -m app.protocol.sections`.
 */

export const PARAMETERS = 1;
export const PREDICTION = 2;
export const NEURONS = 3;
export const CONTRIBUTIONS = 4;
export const KNOTS = 5;
export const PIECES = 6;
export const RACE = 7;
export const DROPPED = 8;
export const WATCH = 9;
export const BEST = 10;

export const FLOAT32 = 1;
export const INT8_ROWS = 2;
