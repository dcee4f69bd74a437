// Reads {"schema", "configs", "weights", "links"} as JSON; writes for each config its link, and what that opens as: plain,
// and as JSON; then for each link what it opens as.

import { createSchema } from '../../static/js/schema.js';
import { decodeWeights, encodeWeights } from '../../static/js/lib/weight-code.js';
import { decodeLink, encodeConfig, encodeLink } from '../../static/js/link-codec.js';

let input = '';
for await (const chunk of process.stdin) input += chunk;
const { schema: json, configs, weights, links = [] } = JSON.parse(input);
const schema = createSchema(json);

const results = configs.map((config, i) => {
  const link = encodeLink(config, schema, { weights: encodeWeights(weights[i]) });
  const opened = decodeLink(link, schema);
  const asJson = decodeLink(`config=${encodeURIComponent(JSON.stringify(config))}`, schema);
  return {
    link,
    config: opened.config,
    again: encodeConfig(opened.config, schema),
    problems: [opened.problems, asJson.problems],
    json: asJson.config,
    layers: decodeWeights(opened.extras.weights, opened.config).layers,
  };
});
const plain = configs.map((config) => {
  const link = encodeLink(config, schema);
  return { link, config: decodeLink(link, schema).config };
});
const read = links.map((link) => decodeLink(new URL(`http://localhost/#${link}`).hash.slice(1), schema));
process.stdout.write(JSON.stringify({ results, plain, read }));
