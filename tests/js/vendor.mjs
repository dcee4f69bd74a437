/**
 * Makes the page's vendored libraries from node_modules: a few ES modules, with the licenses of everything inside.
 * `npm run vendor` runs it; the results are committed, so that serving the page needs neither Node nor a registry.
 */
import { build } from 'esbuild';
import { copyFile, readFile, readdir, writeFile } from 'node:fs/promises';

const ROOT = new URL('../../', import.meta.url).pathname;
const PACKAGES = `${ROOT}node_modules/`;
const VENDOR = `${ROOT}static/vendor/`;
/**
 * What is in each file, and only what the page uses: every byte of d3's is paid before the first picture, and so is
 * every file, which is why its packages come as one.
 * @type {Record<string, Record<string, string>>}
 */
const FILES = {
  d3: {
    'd3-scale': '{ scaleLinear }',
    'd3-shape': '{ line }',
    'd3-axis': '{ axisBottom, axisLeft }',
    'd3-selection': '{ select }',
  },
  uplot: { uplot: '{ default }' },
  papaparse: { papaparse: '{ default }' },
  chardet: { chardet: '{ analyse }' },
  dates: { 'd3-time-format': '{ utcParse, utcFormat }' },
};

for (const [file, packages] of Object.entries(FILES)) await vendor(file, packages);
await copyFile(`${PACKAGES}uplot/dist/uPlot.min.css`, `${VENDOR}uplot.css`);

/** @param {string} file @param {Record<string, string>} packages */
async function vendor(file, packages) {
  const lines = Object.entries(packages).map(([name, exported]) => `export ${exported} from '${name}';`);
  const { metafile } = await build({
    stdin: { contents: lines.join('\n'), resolveDir: ROOT },
    bundle: true,
    format: 'esm',
    minify: true,
    legalComments: 'none',
    metafile: true,
    outfile: `${VENDOR}${file}.js`,
  });
  const inside = new Set(Object.keys(packages));
  for (const input of Object.keys(metafile.inputs)) {
    const package_ = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (package_) inside.add(package_);
  }
  const licenses = await Promise.all([...inside].map(license));
  await writeFile(`${VENDOR}${file}.LICENSE`, licenses.join('\n'));
}

/** @param {string} name */
async function license(name) {
  const directory = `${PACKAGES}${name}/`;
  const { version } = JSON.parse(await readFile(`${directory}package.json`, 'utf8'));
  const file = (await readdir(directory)).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} comes without a license file`);
  return `${name} ${version}\n\n${(await readFile(directory + file, 'utf8')).trim()}\n`;
}
