/**
 * Makes the page's vendored libraries from node_modules: one ES module each, with the licenses of everything inside.
 * `npm run vendor` runs it; the results are committed, so that serving the page needs neither Node nor a registry.
 */
import { build } from 'esbuild';
import { copyFile, readFile, readdir, writeFile } from 'node:fs/promises';

const ROOT = new URL('../../', import.meta.url).pathname;
const PACKAGES = `${ROOT}node_modules/`;
const VENDOR = `${ROOT}static/vendor/`;
/** Only what the page uses: every byte of most of these is paid before the first picture. */
const EXPORTS = {
  'd3-scale': '{ scaleLinear }',
  'd3-shape': '{ line }',
  'd3-axis': '{ axisBottom, axisLeft }',
  'd3-selection': '{ select }',
  uplot: '{ default }',
  papaparse: '{ default }',
};

for (const [name, exported] of Object.entries(EXPORTS)) await vendor(name, exported);
await copyFile(`${PACKAGES}uplot/dist/uPlot.min.css`, `${VENDOR}uplot.css`);

/** @param {string} name @param {string} exported */
async function vendor(name, exported) {
  const { metafile } = await build({
    stdin: { contents: `export ${exported} from '${name}';`, resolveDir: ROOT },
    bundle: true,
    format: 'esm',
    minify: true,
    legalComments: 'none',
    metafile: true,
    outfile: `${VENDOR}${name}.js`,
  });
  const inside = new Set([name]);
  for (const input of Object.keys(metafile.inputs)) {
    const package_ = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (package_) inside.add(package_);
  }
  const licenses = await Promise.all([...inside].map(license));
  await writeFile(`${VENDOR}${name}.LICENSE`, licenses.join('\n'));
}

/** @param {string} name */
async function license(name) {
  const directory = `${PACKAGES}${name}/`;
  const { version } = JSON.parse(await readFile(`${directory}package.json`, 'utf8'));
  const file = (await readdir(directory)).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} comes without a license file`);
  return `${name} ${version}\n\n${(await readFile(directory + file, 'utf8')).trim()}\n`;
}
