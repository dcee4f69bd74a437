/**
 * The shapes that modules hand to one another. Types only: nothing here runs.
 *
 * @typedef {{name: string, learning_rate: number, [hyperparameter: string]: number | string}} OptimizerConfig
 * @typedef {{x_kind?: 'number' | 'days' | 'hours' | 'minutes', x_since?: string,
 *   x_name: string, x_offset: number, x_scale: number, y_name: string, y_offset: number, y_scale: number}} Units
 *   of points and formulas that were scaled for training: shown = x·x_scale + x_offset, and dates count from `x_since`
 * @typedef {{kind: 'target', name: string} | {kind: 'points', x: number[], y: number[], units?: Units | null}
 *   | {kind: 'expression', expression: string, units?: Units | null}} SourceConfig
 *
 * @typedef {Object} Config the whole experiment, every default filled in
 * @property {2} version
 * @property {'curve' | 'plane' | 'table'} task
 * @property {{source: SourceConfig, domain: [number, number], samples: number, noise: number,
 *   validation_fraction: number, shuffle: number, shown: [number, number] | null}} data
 *   `shown` is the range of x the charts show, the domain where it is null
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
 * @property {'configure' | 'open' | 'resume' | 'patch' | 'reset' | 'undo' | 'redo' | 'edit' | 'race' | 'show_run' | 'race_end'} cause
 * @property {number} step
 * @property {Config} config
 * @property {number[]} sizes
 * @property {string[]} activations
 * @property {number[][]} neuron_ids of each hidden layer's neurons
 * @property {number} parameter_count
 * @property {ParameterBlock[]} parameters
 * @property {{prediction: Grid, neurons: Grid}} grids
 * @property {{y: number[] | null, knots: [number, number][], shape: CurveShape | null}} target
 * @property {{train: Points, validation: Points}} data
 * @property {RaceRun[] | null} race the runs of a race; everything else is that of the one shown
 * @property {number} shown
 * @property {NeuronIdentity[]} neurons hidden neurons, layer by layer
 *
 * @typedef {{corners: number, jumps: number, neurons: number}} CurveShape neurons: how many are enough; 0 for smooth curves
 * @typedef {{rows: number, count: number, scales: Float32Array, values: Int8Array}} NeuronCurves
 *   row r, point i is `values[r * count + i] * scales[r]`
 * @typedef {{x: number, y: number, bend: number, layer: number, neuron: number}} Knot one neuron's part in a knot
 * @typedef {{from: number, to: number, slope: number, intercept: number}} Piece
 * @typedef {Object} Sections
 * @property {Float32Array} [parameters]
 * @property {Float32Array} [prediction]
 * @property {NeuronCurves} [neurons]
 * @property {Float32Array[]} [contributions] what each neuron of the last hidden layer adds, on the prediction grid
 * @property {Knot[]} [knots] sorted by x
 * @property {Piece[]} [pieces]
 * @property {Float32Array[]} [predictions] of every run of a race, the one shown `prediction` too
 * @property {Racer[]} [race] in a race, of every run
 * @property {Float32Array} [dropped] with dropout: 1 for each hidden neuron the last update left out
 * @property {Watch} [watch] with early stopping
 * @property {Float32Array} [best] with early stopping: the prediction at the best step
 *
 * @typedef {{step: number, trainingLoss: number, validationLoss: number, stopped: null | 'stopped' | 'diverged'}} Racer
 * @typedef {{waited: number, bestStep: number, bestLoss: number}} Watch epochs waited; bestStep NaN before the first epoch
 * @typedef {{label: string, config: Config, parameter_count: number}} RaceRun
 * @typedef {{label: string, changes: Record<string, unknown>}} RaceEntry a run to be: how it differs from the present one
 *
 * @typedef {Object} Frame one binary frame, its sections viewed in place
 * @property {number} number
 * @property {number} layout
 * @property {number} step
 * @property {number} epoch
 * @property {boolean} running
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
 * @property {Stopping | null} [stopping] what early stopping saw before it went back to the best step
 *
 * @typedef {{best: {step: number, loss: number}, last: {step: number, loss: number}, step: number[], loss: (number | null)[]}} Stopping
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
 * @typedef {{id: number, name: string, from: number, to: number, y: Float32Array, losses: LossColumns,
 *   units: Units}} Pinned the curve
 *   of a run on an even grid and its losses, kept as a pale reference
 * @typedef {Object} Gain what a change of the network's shape has come to, beside a copy trained on without it
 * @property {number} gain its number
 * @property {'add_neuron' | 'remove_neuron' | 'add_layer' | 'remove_layer'} op
 * @property {number | null} neuronId of the neuron it is about; null where it is about a layer
 * @property {string} name
 * @property {number} step when it was made
 * @property {number} steps trained since
 * @property {number} from the training loss before it
 * @property {number | null} to the training loss now; null before the first look
 * @property {number | null} without the copy's training loss
 * @property {{before: number, after: number | null, without: number | null}} gaps root mean squares of what is left
 * @property {number} spread the standard deviation of y
 * @property {boolean} final whether the comparison is over
 *
 * @typedef {{label: string, run: () => void}} MessageAction
 * @typedef {{id: string, kind: 'info' | 'warn' | 'error', title?: string, text: string,
 *   actions?: MessageAction[], lasting?: boolean}} Message title: what somebody else has written
 *
 * @typedef {Object} Opened what a link or a saved run has brought that its config does not say
 * @property {Config} config with it
 * @property {string} [weights] as the link says them
 * @property {string} [run] the saved run's id
 * @property {string} [title] of the run
 * @property {boolean} [exact] whether the run goes on bit for bit
 *
 * @typedef {Object} Locks what the page's link keeps from its visitor
 * @property {ReadonlySet<string>} locked link keys of fields, `weights`, and names of panels
 * @property {ReadonlySet<string>} hidden names of panels and link keys
 * @property {{lock?: string, hide?: string}} link as the link says it
 *
 * @typedef {{domain: [number, number], y: number[]}} Preview heights on an even grid over the domain
 *
 * @typedef {[number, number]} Place a neuron as [layer, index]
 * @typedef {{neurons: Place[], text: string, latex: string}} Term
 * @typedef {{name: string, neuron: Place, opening: string, closing: string, latex_opening: string,
 *   latex_closing: string, terms: Term[]}} Line
 * @typedef {{neuron: Place, substituted: string, gathered: string, collected: string}} CollapseRow
 *
 * @typedef {Object} Written the network as an expression, with three digits
 * @property {[number, number]} domain
 * @property {'neurons' | 'hinges'} form
 * @property {Line[] | null} lines null where it would be too long to read
 * @property {{text: string, latex: string}[]} [definitions] what the functions in it mean; absent where lines is null
 * @property {{x: number, y: number, bend: number, neurons: Place[]}[] | null} marks the knots; null for smooth networks
 * @property {(Piece & {awake: Place[], parts: [number, number, number][]})[] | null} pieces parts: layer, neuron, slope
 * @property {{slope: number, intercept: number, chain: string[], rows: CollapseRow[][]} | null} collapse
 * @property {number | null} piece_count also where the pieces are too many to be listed; null for smooth networks
 *
 * @typedef {{weights: number[][], biases: number[]}} LayerNumbers weights [fan_out][fan_in]
 * @typedef {Object} Inspection
 * @property {number} x
 * @property {number} prediction
 * @property {number} target
 * @property {number} loss
 * @property {Step[]} loss_steps of the one sample: its loss, and the derivative by the prediction
 * @property {{preactivations: number[], activations: number[], upstream: number[], derivatives: number[],
 *   deltas: number[], weight_gradients: number[][], bias_gradients: number[]}[]} layers of the one sample
 * @property {boolean} batch whether the gradients are over the whole training set
 * @property {number} count over how many samples
 * @property {LayerNumbers[]} gradients
 * @property {LayerNumbers[]} moves what the next update would add
 * @property {{name: string, hyperparameters: Record<string, number>, symbols: Record<string, string>, formula: string}} optimizer
 * @property {{layer: number, neuron: number, before: number, after: number}[]} knots where the update moves each knot
 * @property {Record<string, number> | null} numbers the update of the one weight asked for
 * @property {Step[] | null} steps how the optimizer comes from its gradient to its change
 *
 * @typedef {number | string | [string, ...any[]]} FormulaTree a number, letters, or an operator and what it is applied to
 * @typedef {{name: string, symbol: string, remembered: boolean, letters: FormulaTree, numbers: FormulaTree, value: number}} Step
 * @typedef {{kind: string, neurons: Place[], numbers: Record<string, number>, remark: boolean}} Finding
 * @typedef {{layer: number, to: number, from: number | null}} WeightPlace from null: the bias
 * @typedef {'forward' | 'loss' | 'backward' | 'update'} Stage of the walk through one x
 * @typedef {{stage: Stage, layer: number | null}} Walk layer: the one being walked through; null: the whole stage is shown
 *
 * @typedef {Object} ViewChoices
 * @property {boolean} present whether the page is laid out for a projector
 * @property {Screen} screen what fills the projector's screen
 * @property {Theme} theme
 * @property {boolean} logLoss
 * @property {boolean} contributions whether the fit shows what each neuron adds
 * @property {boolean} rows whether the fit shows the sums one by one
 * @property {boolean} gap whether the fit shows the gap that the loss measures
 * @property {boolean} residuals whether the fit shows what is left at each sample
 * @property {boolean} paths whether the network is drawn as paths
 * @property {string} tab the id of the inspector's feature that is shown
 * @property {'neurons' | 'hinges' | null} form of the formula; null: what suits the network
 * @property {boolean} batch whether the backward pass is over the whole training set
 * @property {WeightPlace | null} traced the weight whose update is written out
 * @property {Walk} walk where the walk through one x is
 * @property {boolean} validation whether the fit shows the validation samples
 * @property {'draw' | 'points' | null} sketch how a curve is being made on the fit chart
 * @property {string | null} lab the id of the lab's feature that is open
 * @property {Guide | null} guide where the guide to building by hand is; null: it is closed
 *
 * @typedef {'both' | 'network' | 'fit' | 'loss' | 'formula'} Screen both: network and fit
 * @typedef {{start: 'one' | 'three', step: number}} Guide step from 0
 *
 * @typedef {'connecting' | 'open' | 'offline' | 'taken' | 'full' | 'waiting' | 'idle'} Connection
 * @typedef {'auto' | 'light' | 'dark'} Theme
 *
 * @typedef {Object} State everything the views show
 * @property {Connection} connection
 * @property {boolean} opening what the page was asked to open is on its way
 * @property {Status} status
 * @property {Config} config
 * @property {Layout | null} layout null before the first layout message
 * @property {Frame | null} frame
 * @property {Losses} losses the same object always; see its `version`
 * @property {Mark[]} marks
 * @property {Ghost | null} ghost
 * @property {Gain[]} gains
 * @property {Losses[] | null} raceLosses of every run of a race; change as `losses` does
 * @property {number | null} hoverRun the run of a race pointed at
 * @property {Pinned[]} pinned
 * @property {NeuronPlace | null} selection
 * @property {NeuronPlace | null} hover
 * @property {number | null} piece the piece selected, counted from 0
 * @property {number | null} hoverPiece
 * @property {number | null} pickedX the x sent through the network
 * @property {ReadonlySet<number>} muted identities of the neurons whose contribution is not drawn
 * @property {Written | null} written the network written out; null until asked for, and where it cannot be
 * @property {Inspection | null} inspection the forward and backward pass at `pickedX`
 * @property {Finding[]} findings
 * @property {Knot[] | null} knots the newest, null where there are no exact pieces or nothing shows them
 * @property {Piece[] | null} pieces
 * @property {Message[]} messages
 * @property {Preview | null} preview the curve that somebody is typing
 * @property {{[field: string]: string}} fieldErrors what the server said about a field, by its path
 * @property {{steps: number, frames: number}} rates per second
 * @property {ViewChoices} view
 * @property {Opened | null} opened until the experiment is another
 * @property {Locks | null} locks
 * @property {string | null} highlight the control to be pointed out, by its public name
 *
 * @typedef {ReadonlySet<keyof State>} Changed the top-level keys that changed since the view's last update
 *
 * @typedef {Object} Store
 * @property {() => State} get
 * @property {(changes: Partial<State>) => void} set
 * @property {(listener: (changed: Set<keyof State>) => void) => () => void} subscribe returns how to stop
 *
 * @typedef {{type: 'ack', id: number, step: number, layout: number, frame: number, session?: string, layer?: number,
 *   neuron?: number, position?: number, moved?: number, gain?: number, history?: LossHistory, text?: string, latex?: string,
 *   run?: string, url?: string, secret?: string, expires?: string | null, title?: string, exact?: boolean}} Ack
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
 * @property {(place: NeuronPlace) => void} inspect select a neuron and open its numbers in the inspector
 * @property {(place: NeuronPlace | null) => void} hover
 * @property {(changes: Partial<ViewChoices>) => void} choose how the page shows things
 * @property {(values: {layer: number, to: number, from: number | null, value: number}[]) => Promise<Ack>} setValues
 *   weights, and biases (`from` null); quick changes are sent at most 120 times a second, the last one always
 * @property {(place: NeuronPlace) => Promise<Ack>} wakeNeuron
 * @property {() => Promise<Ack>} spreadBends the first layer's bends go evenly over the data
 * @property {(piece: number | null) => void} selectPiece
 * @property {(piece: number | null) => void} hoverPiece
 * @property {(x: number | null) => void} pickX
 * @property {(preview: Preview | null) => void} preview a curve on the fit chart, before anything learns it
 * @property {(muted: Iterable<number>) => void} mute exactly these neurons, by identity
 * @property {(form: 'neurons' | 'hinges' | null) => Promise<Ack>} writeOut the exact formula, for copying
 * @property {(config: Config, layers?: object[]) => Promise<boolean>} begin start an experiment, paused, from given weights
 * @property {(question: 'diagnose' | 'formula' | 'landscape' | 'range_test' | 'spread' | 'history', fields: object) => Promise<any>} ask
 *   what docs/protocol.md lists as a question; a refusal is the caller's to put into words
 * @property {() => Promise<Ack>} pin the way of the weights is kept from now on, for landscapes
 * @property {(a: number, b: number) => Promise<Ack>} goTo a point of the last landscape
 * @property {(factor: number) => Promise<Ack>} scaleWeights all of them; biases stay
 * @property {(runs: RaceEntry[]) => Promise<Ack>} race each from its own start; a refusal that names one of the runs
 *   is the caller's to put into words
 * @property {(run: number) => Promise<Ack>} showRun let the charts show this run of the race
 * @property {(take: number | null) => Promise<Ack>} endRace go on with this run, or with the one before the race
 * @property {(run: number | null) => void} hoverRun
 * @property {(run?: number) => void} pinRun keep its curve and losses as they are now; of a race the run of this number
 * @property {(id: number) => void} unpinRun
 * @property {(extras?: import('./link-codec.js').Extras) => string} link to what the page shows, with weights, locks and hidden
 *   panels where they are given
 * @property {(extras?: import('./link-codec.js').Extras) => Promise<{link: string, copied: boolean}>} share copies that link where
 *   the browser allows
 * @property {(title: string) => Promise<Ack>} save keep the run on the server; a refusal is the caller's to put into words
 * @property {() => void} unlock everything that the page's link keeps from its visitor
 * @property {(messageId: string) => void} dismiss
 *
 * @typedef {{store: Store, actions: Actions}} ViewContext
 * @typedef {{update: (state: State, changed: Changed) => void, resize?: () => void, destroy: () => void}} View
 *
 * @typedef {ViewContext & {schema: import('./schema.js').Schema, notices: import('./notices.js').Notices, arrival: string,
 *   handOver: (isFollowed?: boolean) => void, tell: (reason: import('./controls/registry.js').Reason) => void}} PageContext `tell` says why a control
 *   cannot be used
 *
 * @typedef {'tab' | 'lab' | 'menu' | 'panel' | 'page' | 'overlay'} Slot
 * @typedef {Object} ListedFeature what the server has read of a feature (`app/web/features.py` says what each part means)
 * @property {string} folder
 * @property {Slot} slot
 * @property {string} id
 * @property {string} [place]
 * @property {string} [panel]
 * @property {string[]} [needs]
 * @property {'presenting'} [when] the condition without which it is not loaded
 * @property {string[]} [entries]
 * @property {boolean} [single] a race does not allow what it does
 *
 * @typedef {Object} FeatureCode
 * @property {(keyof State)[]} [reads] its view is updated only when one of these changed
 * @property {(root: HTMLElement, context: PageContext) => View} [mount]
 * @property {(entry: string, context: PageContext) => void} [run] an entry of the menu was chosen
 * @property {import('./charts/curve/layer.js').Layer} [layer] of the chart of a curve
 *
 * @typedef {Omit<ListedFeature, 'folder'> & {order?: number} & FeatureCode} Feature the default export of a feature's `index.js`
 */

export {};
