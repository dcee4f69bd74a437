/**
 * The shapes that modules hand to one another. Types only: nothing here runs.
 *
 * @typedef {{name: string, learning_rate: number, [hyperparameter: string]: number | string}} OptimizerConfig
 * @typedef {{kind: 'target', name: string} | {kind: 'points', x: number[], y: number[]}
 *   | {kind: 'expression', expression: string}} SourceConfig
 *
 * @typedef {Object} Config the whole experiment, every default filled in
 * @property {1} version
 * @property {'curve' | 'plane' | 'table'} task
 * @property {{source: SourceConfig, domain: [number, number], samples: number, noise: number,
 *   validation_fraction: number}} data
 * @property {{hidden: number[], activation: string | string[], initializer: string, bias_initializer: string}} network
 * @property {{loss: string, optimizer: OptimizerConfig, batch_size: number | null, l1_penalty: number,
 *   l2_penalty: number, dropout: number, early_stopping: null | {patience: number, min_delta: number}}} training
 * @property {number} seed
 *
 * @typedef {{from: number, to: number, count: number}} Grid
 * @typedef {{x: number[], y: number[]}} Points
 * @typedef {{offset: number, shape: [number, number]}} ParameterBlock a layer's (fan_in + 1, fan_out), row-major; the
 *   last row holds the biases
 * @typedef {{layer: number, neuron: number}} NeuronPlace counted from 0
 * @typedef {{layer: number, index: number, name: string, id: number}} NeuronIdentity
 *   `id` stays with a neuron while others come and go, and with it the color
 *
 * @typedef {Object} Layout the last layout message, with each hidden neuron's identity
 * @property {number} layout
 * @property {'configure' | 'resume' | 'patch' | 'reset' | 'undo' | 'redo' | 'edit'} cause
 * @property {number} step
 * @property {Config} config
 * @property {number[]} sizes
 * @property {string[]} activations
 * @property {number} parameter_count
 * @property {ParameterBlock[]} parameters
 * @property {{prediction: Grid, neurons: Grid}} grids
 * @property {{y: number[] | null, knots: [number, number][]}} target
 * @property {{train: Points, validation: Points}} data
 * @property {NeuronIdentity[]} neurons hidden neurons, layer by layer
 *
 * @typedef {{rows: number, count: number, scales: Float32Array, values: Int8Array}} NeuronCurves
 *   row r, point i is `values[r * count + i] * scales[r]`
 * @typedef {{parameters?: Float32Array, prediction?: Float32Array, neurons?: NeuronCurves}} Sections
 *
 * @typedef {Object} Frame one binary frame, its sections viewed in place
 * @property {number} number
 * @property {number} layout
 * @property {number} step
 * @property {number} epoch
 * @property {boolean} running
 * @property {boolean} lossIsOlder
 * @property {number} trainingLoss
 * @property {number} validationLoss NaN without validation data
 * @property {Sections} sections
 *
 * @typedef {Object} Status
 * @property {'ready' | 'running' | 'paused' | 'stopped' | 'diverged'} state
 * @property {number} step
 * @property {number | null} steps_per_second null: as fast as the server grants
 * @property {number} undo how many changes can be taken back
 * @property {number} redo
 * @property {number} [best_step]
 *
 * @typedef {Object} LossColumns
 * @property {Float64Array} step
 * @property {Float64Array} train
 * @property {Float64Array} validation NaN where there is none
 *
 * @typedef {{step: number[], train: number[], validation: (number | null)[] | null}} LossHistory as the server sends it
 *
 * @typedef {Object} Losses
 * @property {(step: number, train: number, validation: number) => void} push
 * @property {(history: LossHistory) => void} replace
 * @property {(step: number) => void} truncateAfter
 * @property {(maxPoints: number) => LossColumns} columns
 * @property {number} version rises with every change
 * @property {number} length points kept
 *
 * @typedef {'add' | 'remove' | 'layer' | 'data' | 'setting'} MarkKind
 * @typedef {{step: number, kind: MarkKind, label: string, neuronId?: number}} Mark a moment on the loss chart
 * @typedef {{y: Float32Array, until: number}} Ghost the prediction before a removal; `until` in `performance.now()` ms
 * @typedef {{neuronId: number, name: string, from: number, to: number | null, step: number}} Gain
 *   the training loss when a neuron was added (at `step`) and a while later
 *
 * @typedef {{label: string, run: () => void}} MessageAction
 * @typedef {{id: string, kind: 'info' | 'warn' | 'error', text: string, actions?: MessageAction[], lasting?: boolean}} Message
 *
 * @typedef {'connecting' | 'open' | 'offline' | 'taken' | 'full'} Connection
 * @typedef {'auto' | 'light' | 'dark'} Theme
 *
 * @typedef {Object} State everything the views show
 * @property {Connection} connection
 * @property {Status} status
 * @property {Config} config
 * @property {Layout | null} layout null before the first layout message
 * @property {Frame | null} frame
 * @property {Losses} losses the same object always; see its `version`
 * @property {Mark[]} marks
 * @property {Ghost | null} ghost
 * @property {Gain[]} gains
 * @property {NeuronPlace | null} selection
 * @property {NeuronPlace | null} hover
 * @property {Message[]} messages
 * @property {{[field: string]: string}} fieldErrors what the server said about a field, by its path
 * @property {{steps: number, frames: number}} rates per second
 * @property {{present: boolean, theme: Theme, logLoss: boolean}} view
 *
 * @typedef {ReadonlySet<keyof State>} Changed the top-level keys that changed since the view's last update
 *
 * @typedef {Object} Store
 * @property {() => State} get
 * @property {(changes: Partial<State>) => void} set
 * @property {(listener: (changed: Set<keyof State>) => void) => () => void} subscribe returns how to stop
 *
 * @typedef {{type: 'ack', id: number, step: number, layout: number, frame: number, session?: string, layer?: number,
 *   neuron?: number, position?: number, moved?: number, history?: LossHistory}} Ack
 * @typedef {{code: string, message: string, field?: string, errors?: {field: string, message: string}[]}} Refusal
 *
 * @typedef {Object} Actions a person's intentions; each promise gives the server's answer
 * @property {() => Promise<Ack>} play
 * @property {() => Promise<Ack>} pause
 * @property {(count?: number) => Promise<Ack>} step
 * @property {() => Promise<Ack>} reset
 * @property {() => Promise<Ack>} undo
 * @property {() => Promise<Ack>} redo
 * @property {(stepsPerSecond: number | null) => Promise<Ack | null>} setSpeed null where nothing had to be told yet
 * @property {(changes: Record<string, unknown>) => Promise<Ack>} patch whole new values by dotted path
 * @property {(layer: number) => Promise<Ack>} addNeuron
 * @property {(layer: number, neuron?: number) => Promise<Ack>} removeNeuron without `neuron`: the one contributing least
 * @property {(position: number) => Promise<Ack>} addLayer
 * @property {(layer: number) => Promise<Ack>} removeLayer
 * @property {(place: NeuronPlace | null) => void} select
 * @property {(place: NeuronPlace | null) => void} hover
 * @property {(theme: Theme) => void} setTheme
 * @property {(log: boolean) => void} setLogLoss
 * @property {() => Promise<{link: string, copied: boolean}>} share copies the link where the browser allows
 * @property {(messageId: string) => void} dismiss
 *
 * @typedef {{store: Store, actions: Actions}} ViewContext
 * @typedef {{update: (state: State, changed: Changed) => void, resize?: () => void, destroy: () => void}} View
 */

export {};
