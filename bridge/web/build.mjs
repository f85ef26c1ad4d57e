/*
 * Build: bundles src/ into dist/ with hashed names, compresses each file, writes manifest.json.
 *
 *   node build.mjs            minified, for the server to embed
 *   node build.mjs --dev      readable, with source maps
 *   node build.mjs --sizes    also prints what a student's first visit loads; exit 1 above the budget
 *
 * manifest.json: {index, files: [{path, type, immutable, bytes, br, gz}]}; br and gz name the
 * compressed twins beside a file, absent where they would not be smaller. Same input, same bytes.
 */
import { build } from 'esbuild';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const FIRST_LOAD_BUDGET = 60_000; // bytes, gzip: what the student's first page may cost

// Loaded when a page needs them (src/ui/style.ts).
const sheets = { desk: 'src/styles/desk.css', feedback: 'src/feedback/feedback.css' };

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

const compress = {
  br: (bytes) =>
    brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gz: (bytes) => gzipSync(bytes, { level: 9 }),
};

/** Output file of an entry point or lazily imported module. */
function outputOf(meta, source) {
  const found = Object.entries(meta.outputs).find(([, out]) => out.entryPoint === source);
  if (!found) throw new Error(`nothing was built from ${source}`);
  return found[0];
}

/** An output and everything it imports statically. */
function closure(meta, output, seen = new Set()) {
  if (seen.has(output)) return seen;
  seen.add(output);
  for (const used of meta.outputs[output].imports)
    if (used.kind === 'import-statement') closure(meta, used.path, seen);
  return seen;
}

export async function bundle({ dev = false, outdir = join(here, 'dist') } = {}) {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  const result = await build({
    absWorkingDir: here,
    entryPoints: {
      app: 'src/main.tsx',
      style: 'src/styles/main.css',
      ...sheets,
    },
    outdir,
    bundle: true,
    format: 'esm',
    splitting: true,
    minify: !dev,
    sourcemap: dev,
    metafile: true,
    write: false,
    target: ['chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  const relative = (path) => path.slice(path.lastIndexOf('/') + 1);
  const meta = result.metafile;
  const script = outputOf(meta, 'src/main.tsx');
  const style = outputOf(meta, 'src/styles/main.css');

  const contents = new Map(
    result.outputFiles.map((f) => [relative(f.path), Buffer.from(f.contents)]),
  );
  const head = [
    `<link rel="stylesheet" href="./${relative(style)}">`,
    ...Object.entries(sheets).map(
      ([name, source]) =>
        `<meta name="style-${name}" content="./${relative(outputOf(meta, source))}">`,
    ),
    ...[...closure(meta, script)]
      .filter((o) => o !== script)
      .map((o) => `<link rel="modulepreload" href="./${relative(o)}">`),
    `<script type="module" src="./${relative(script)}"></script>`,
  ].join('\n');
  const page = await readFile(join(here, 'src/index.html'), 'utf8');
  contents.set('index.html', Buffer.from(page.replace('<!-- build: styles and scripts -->', head)));
  contents.set('icon.svg', await readFile(join(here, 'src/icon.svg')));
  contents.set('licenses.txt', Buffer.from(await licenses(meta)));

  const files = [];
  for (const [path, bytes] of [...contents].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const row = {
      path,
      type: types[extname(path)] ?? 'application/octet-stream',
      immutable: !['index.html', 'icon.svg', 'licenses.txt'].includes(path),
      bytes: bytes.length,
    };
    await writeFile(join(outdir, path), bytes);
    for (const how of dev ? [] : ['br', 'gz']) {
      const small = compress[how](bytes);
      if (small.length >= bytes.length) continue;
      row[how] = `${path}.${how}`;
      await writeFile(join(outdir, row[how]), small);
    }
    files.push(row);
  }
  await writeFile(
    join(outdir, 'manifest.json'),
    JSON.stringify({ index: 'index.html', files }, null, 1) + '\n',
  );
  return { meta, contents, relative, script, style };
}

/** Licence texts of the packages that really went into the bundle. */
async function licenses(meta) {
  const names = new Set();
  for (const input of Object.keys(meta.inputs)) {
    const hit = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input);
    if (hit) names.add(hit[1]);
  }
  const parts = [];
  for (const name of [...names].sort()) {
    const root = join(here, 'node_modules', name);
    const { version, license } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    let text = '';
    for (const file of ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'LICENSE-MIT.txt', 'license'])
      text ||= await readFile(join(root, file), 'utf8').catch(() => '');
    parts.push(`${name} ${version}: ${license}\n\n${text.trim()}\n`);
  }
  return parts.join(`\n${'-'.repeat(72)}\n\n`);
}

const sizeOf = (bytes) => [bytes.length, compress.gz(bytes).length, compress.br(bytes).length];
const filesOf = ({ meta, relative }, outputs) =>
  [...new Set(outputs.flatMap((o) => [...closure(meta, o)]))].map(relative);

/** What a student's first visit loads, before the first answer: {names, bytes, gzip, brotli}. */
export function firstLoad(built) {
  const { meta, contents, relative, script, style } = built;
  const names = [
    'index.html',
    relative(style),
    ...filesOf(built, [
      script,
      outputOf(meta, 'src/student/page.tsx'),
      outputOf(meta, 'src/i18n/de.ts'),
    ]),
  ];
  const [bytes, gzip, brotli] = names
    .map((n) => sizeOf(contents.get(n)))
    .reduce((a, b) => a.map((v, i) => v + b[i]));
  return { names, bytes, gzip, brotli };
}

/** Prints the parts of a first visit and of what follows; true if within the budget. */
function report(built) {
  const { meta, contents } = built;
  const first = firstLoad(built);
  const row = (what, n) => console.log(what.padEnd(34), ...n.map((v) => String(v).padStart(9)));
  const section = (title, names) => {
    console.log(`\n${title}`.padEnd(35), '    bytes      gzip    brotli');
    const sizes = names.map((name) => sizeOf(contents.get(name)));
    names.forEach((name, i) => row(`  ${name}`, sizes[i]));
    row(
      '  together',
      sizes.reduce((a, b) => a.map((v, i) => v + b[i]), [0, 0, 0]),
    );
  };
  const later = (title, sources) =>
    section(
      title,
      filesOf(
        built,
        sources.map((s) => outputOf(meta, s)),
      ).filter((n) => !first.names.includes(n)),
    );
  section('first load of the student page', first.names);
  later('with the first answer', ['src/markdown/render.ts']);
  later('with the first code block', ['src/markdown/highlight.ts']);
  later('with the first formula', ['src/markdown/math.ts']);
  later('feedback page', [
    'src/feedback/page.tsx',
    'src/feedback/feedback.css',
    'src/i18n/feedback.de.ts',
  ]);
  later('feedback, lecturer', [
    'src/feedback/desk/page.tsx',
    'src/styles/desk.css',
    'src/feedback/feedback.css',
    'src/i18n/desk.de.ts',
    'src/i18n/feedback.de.ts',
    'src/i18n/grading.de.ts',
  ]);
  later('lecturer page', ['src/lecturer/page.tsx', 'src/styles/desk.css', 'src/i18n/desk.de.ts']);
  later('with the first chart', ['src/lecturer/plot.ts']);
  later('admin page', ['src/admin/page.tsx', 'src/styles/desk.css', 'src/i18n/desk.de.ts']);
  const fits = first.gzip <= FIRST_LOAD_BUDGET;
  console.log(
    `\n${first.gzip} of ${FIRST_LOAD_BUDGET} bytes (gzip): ${fits ? 'within' : 'ABOVE'} the budget`,
  );
  return fits;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const asked = new Set(process.argv.slice(2));
  const built = await bundle({ dev: asked.has('--dev') });
  if (asked.has('--sizes') && !report(built)) process.exitCode = 1;
}
