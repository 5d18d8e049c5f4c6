// Shows what the actuator says. Every value is put in as text, never as HTML.
'use strict';

const EVERY = 3000;
const REQUESTS = 'http_server_request_duration_seconds_count';
const SECONDS = 'http_server_request_duration_seconds_sum';

/** Views in the order of the navigation. Each gives the nodes of its content; those that are live are drawn again. */
const VIEWS = {
  overview: { title: 'Overview', draw: overview, live: true },
  routes: { title: 'Routes', draw: routes },
  backends: { title: 'Backends', draw: backends, live: true },
  objects: { title: 'Status', draw: objects },
  explain: { title: 'Explain', draw: explain },
  mesh: { title: 'Mesh', draw: mesh },
  sessions: { title: 'Sessions', draw: sessions },
};

/** The newest two samples of counters: {at, counts: Map of labels to {requests, seconds, errors}}; null: none yet. */
let newest = null;
let before = null;
let answered = '';

// --- nodes

function node(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

const mark = (kind, text) => node('span', { class: `mark ${kind}` }, text);
const lines = (texts) => (texts.length === 0 ? '' : node('ul', { class: 'lines' }, texts.map((text) => node('li', {}, text))));

/** Columns are {title, number}; rows are lists of what is in a cell; the first cell of a row is its header. */
function table(caption, columns, rows) {
  if (rows.length === 0) {
    return node('p', {}, `${caption}: none.`);
  }
  const kind = (column) => (column.number ? { class: 'number' } : {});
  const head = columns.map((column) => node('th', { scope: 'col', ...kind(column) }, column.title));
  const body = rows.map((cells) => node('tr', {}, cells.map((cell, index) => index === 0
    ? node('th', { scope: 'row' }, cell)
    : node('td', kind(columns[index]), cell))));
  return node('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': caption },
    node('table', {}, node('thead', {}, node('tr', {}, head)), node('tbody', {}, body)));
}

const facts = (entries) => node('dl', { class: 'facts' },
  entries.map(([name, value]) => node('div', {}, node('dt', {}, name), node('dd', {}, value))));

const number = (value, digits = 0) => value.toLocaleString('en', { maximumFractionDigits: digits });

const lead = (text) => (text === '' ? '' : `, ${text}`);

/** Without a value, as where nothing was answered yet, empty. */
const millis = (value) => (value === null || value === undefined ? '' : `${number(value, value < 10 ? 1 : 0)} ms`);

// --- questions

/** A list is served to one at a time, so one that is being read elsewhere is asked for again. */
async function ask(path) {
  for (let tries = 0; ; tries++) {
    const response = await fetch(path, { headers: { accept: 'application/json' } });
    if (response.status === 429 && tries < 5) {
      await new Promise((done) => setTimeout(done, 1000));
      continue;
    }
    if (response.status === 404) {
      return null;
    }
    const body = await response.json();
    if (!response.ok) {
      throw new Error(body.error ?? body.message ?? `${path}: status ${response.status}`);
    }
    return body;
  }
}

/** All pages of a list, at most 5,000 entries; what is beyond is said. */
async function pages(path, merge) {
  let all = null;
  let next = null;
  let more = false;
  for (let page = 0; page < 10 && (page === 0 || next); page++) {
    const part = await ask(next ? `${path}?after=${encodeURIComponent(next)}` : path);
    if (part === null) {
      break;
    }
    all = all === null ? part : merge(all, part);
    next = part.next;
    more = Boolean(next);
  }
  return { all, more };
}

const beyond = (more) => (more ? node('p', {}, 'There are more than 5,000; the rest is in the JSON.') : null);

/** Counters of requests by Gateway and route, out of Prometheus' text; null where that is not served. */
async function sample() {
  const response = await fetch('prometheus', { headers: { accept: 'text/plain' } });
  if (!response.ok) {
    return;
  }
  const counts = new Map();
  for (const line of (await response.text()).split('\n')) {
    const found = line.match(/^([a-z_]+)\{(.*)\} (\S+)/);
    if (found && (found[1] === REQUESTS || found[1] === SECONDS)) {
      count(counts, found[1], labels(found[2]), Number(found[3]));
    }
  }
  before = newest;
  newest = { at: performance.now(), counts };
}

function labels(text) {
  const all = {};
  for (const [, name, value] of text.matchAll(/([a-zA-Z_]+)="((?:[^"\\]|\\.)*)"/g)) {
    all[name] = value;
  }
  return all;
}

function count(counts, metric, of, value) {
  const key = `${of.gateway ?? ''}\n${of.route ?? ''}`;
  const entry = counts.get(key) ?? { requests: 0, seconds: 0, errors: 0 };
  if (metric === SECONDS) {
    entry.seconds += value;
  } else {
    entry.requests += value;
    entry.errors += of.status === '5xx' ? value : 0;
  }
  counts.set(key, entry);
}

/** Rates since the sample before: {name, requests and errors in a second, milliseconds}; null before there are two. */
function rates() {
  if (before === null) {
    return null;
  }
  const seconds = (newest.at - before.at) / 1000;
  return [...newest.counts].map(([key, now]) => {
    const then = before.counts.get(key) ?? { requests: 0, seconds: 0, errors: 0 };
    const requests = now.requests - then.requests;
    return {
      name: key.split('\n'),
      requests: requests / seconds,
      errors: (now.errors - then.errors) / seconds,
      milliseconds: requests > 0 ? 1000 * (now.seconds - then.seconds) / requests : null,
    };
  });
}

// --- views

async function overview() {
  const sluice = await ask('sluice');
  await sample();
  const live = rates();
  const sum = (name) => (live === null ? '…' : number(live.reduce((total, rate) => total + rate[name], 0), 1));
  const problems = [...sluice.problems, ...sluice.ruleProblems, ...sluice.tlsProblems];
  return [
    facts([
      ['Requests per second', sum('requests')],
      ['Errors (5xx) per second', sum('errors')],
      ['Version', number(sluice.version)],
      ['Routes', number(sluice.counts.routes)],
      ['Rules', number(sluice.counts.rules)],
      ['Backends', number(sluice.counts.backends)],
    ]),
    node('h3', {}, `Problems (${problems.length})`),
    problems.length === 0
      ? node('p', {}, mark('good', 'none'))
      : node('ul', { class: 'problems' }, problems.map((text) => node('li', { class: 'bad' }, text))),
    node('h3', {}, 'Gateways'),
    table('Sockets of Gateways',
      [{ title: 'Gateway' }, { title: 'Port', number: true }, { title: 'Protocol' }, { title: 'Listeners' }, { title: 'State' }],
      sluice.sockets.map((socket) => [socket.gateway, String(socket.port), socket.protocol, lines(socket.listeners),
        socket.open ? [mark('good', 'open'), ' ', socket.addresses.join(', '), socket.message ? lines([socket.message]) : null]
          : [mark('bad', 'closed'), ' ', socket.message ?? '']])),
    node('h3', {}, 'Traffic'),
    live === null
      ? node('p', {}, newest === null ? 'The endpoint prometheus is not served, so there are no rates.' : 'Rates come with the next reading.')
      : table('Requests by route',
        [{ title: 'Route' }, { title: 'Gateway' }, { title: 'Per second', number: true }, { title: 'Errors', number: true },
          { title: 'Mean, ms', number: true }],
        live.sort((one, other) => other.requests - one.requests).slice(0, 50).map((rate) => [
          rate.name[1] || 'no route', rate.name[0], number(rate.requests, 1),
          rate.errors > 0 ? mark('bad', number(rate.errors, 1)) : '0',
          rate.milliseconds === null ? '' : number(rate.milliseconds, 1)])),
  ];
}

async function routes() {
  const { all, more } = await pages('sluice/config', (one, other) => ({ ...one, sockets: [...one.sockets, ...other.sockets] }));
  const listeners = all.sockets.flatMap((socket) => socket.listeners.map((listener) => ({ socket, listener })));
  return [
    ...listeners.flatMap(({ socket, listener }) => [
      node('h3', {}, `${listener.source}, port ${socket.port}`),
      node('p', {}, `${socket.protocol}, hostname `, node('code', {}, listener.hostname),
        listener.certificates.length > 0 ? `, certificates: ${listener.certificates.join(', ')}` : ''),
      ...(listener.routes.length === 0 ? [node('p', {}, 'It has no routes.')] : listener.routes.flatMap(route)),
    ]),
    listeners.length === 0 ? node('p', {}, 'Nothing is served.') : null,
    beyond(more),
  ];
}

function route(of) {
  return [
    node('h4', {}, of.source),
    node('p', {}, `Hostnames: ${of.hostnames.join(', ')}`),
    table(`Rules of ${of.source}`,
      [{ title: 'Rule' }, { title: 'Matches' }, { title: 'Filters' }, { title: 'Leads to' }],
      of.rules.map((rule) => [
        rule.name ?? rule.source.replace(`${of.source} `, ''), lines(rule.matches),
        lines([...rule.filters, rule.timeouts, rule.retry].filter(Boolean)), rule.action])),
  ];
}

async function backends() {
  const { all, more } = await pages('sluice/backends', (one, other) => ({ items: [...one.items, ...other.items] }));
  const kinds = { ready: 'good', ejected: 'bad', terminating: 'warn' };
  return [
    table('Backends',
      [{ title: 'Backend' }, { title: 'Endpoints' }, { title: 'Requests', number: true }, { title: 'Waiting', number: true },
        { title: 'Latency', number: true }, { title: 'Connections', number: true }],
      all.items.map((backend) => [
        `${backend.backend} (${backend.use})`,
        backend.endpoints.length === 0 ? mark('bad', 'none')
          : node('ul', { class: 'lines' }, backend.endpoints.map((endpoint) => node('li', {},
            endpoint.address, ' ', mark(kinds[endpoint.health], endpoint.health), 
            ` ${endpoint.running} running${lead(millis(endpoint.latencyMillis))}`))),
        number(backend.running), number(backend.waiting), millis(backend.latencyMillis),
        `${number(backend.connections)}, ${number(backend.unused)} unused`])),
    beyond(more),
  ];
}

async function objects() {
  const { all, more } = await pages('sluice/conditions', (one, other) => ({ items: [...one.items, ...other.items] }));
  const rows = all.items.flatMap(({ object, conditions }) => conditions.map((condition) => ({
    wrong: condition.wrong,
    cells: () => [object, condition.part, mark(condition.wrong ? 'bad' : 'good', `${condition.type}: ${condition.status}`),
      `${condition.reason}: ${condition.message}`],
  })));
  const bad = rows.filter((row) => row.wrong);
  const columns = [{ title: 'Object' }, { title: 'For' }, { title: 'Condition' }, { title: 'Reason' }];
  return [
    node('h3', {}, 'To be mended'),
    table('Conditions that say that something is wrong', columns, bad.map((row) => row.cells())),
    node('h3', {}, 'All conditions'),
    table('All conditions', columns, rows.map((row) => row.cells())),
    beyond(more),
  ];
}

async function explain() {
  const field = (name, title, attributes) => node('label', {}, title, node('input', { name, ...attributes }));
  const given = new URLSearchParams(location.hash.split('?')[1] ?? '');
  const result = node('div', { 'aria-live': 'polite' });
  const form = node('form', {},
    field('url', 'URL', { required: '', placeholder: 'http://shop.example.com/cart', value: given.get('url') ?? '' }),
    field('method', 'Method', { value: given.get('method') ?? 'GET' }),
    node('label', {}, 'Headers, one in a line', node('textarea', { name: 'header', rows: '3', placeholder: 'x-user: bob' },
      given.getAll('header').join('\n'))),
    node('button', {}, 'Explain'));
  const answer = (question) => ask(`sluice/explain?${question}`)
    .then((verdicts) => result.replaceChildren(...verdicts.flatMap(verdict)))
    .catch((mistake) => result.replaceChildren(node('p', { class: 'bad' }, mistake.message)));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const question = new URLSearchParams({ url: form.elements.url.value, method: form.elements.method.value });
    form.elements.header.value.split('\n').filter((line) => line.trim()).forEach((line) => question.append('header', line));
    history.replaceState(null, '', `#explain?${question}`);
    answer(question);
  });
  if (given.get('url')) {
    await answer(given);
  }
  return [node('p', {}, 'Which rule would a request take, and why?'), form, result];
}

function verdict(of) {
  return [
    node('h3', {}, of.socket || 'No Listener'),
    node('p', {}, of.result),
    lines(of.steps),
    of.listeners.length > 0 ? [node('h4', {}, 'Listeners'), lines(of.listeners)] : null,
    of.matches.length > 0 ? [node('h4', {}, 'Nearest rules'), table('Nearest rules',
      [{ title: 'Rule' }, { title: 'Match' }, { title: 'Outcome' }, { title: 'Reason' }],
      of.matches.map((match) => [match.rule, match.match,
        mark(match.outcome === 'TAKEN' ? 'good' : 'warn', match.outcome), match.reason ?? '']))] : null,
    of.omitted > 0 ? node('p', {}, `and ${of.omitted} more`) : null,
  ].flat(2).filter((part) => part !== null && part !== '');
}

async function mesh() {
  const served = await ask('sluice/mesh');
  return [
    node('p', {}, 'Services with routes that this process serves as an agent of the mesh.'),
    table('Services', [{ title: 'Service' }, { title: 'Port', number: true }, { title: 'Routes' }, { title: 'State' }],
      served.ports.map((port) => [port.service, String(port.port),
        lines(port.groups.map((group) => `${group.clients ? `clients of ${group.clients}: ` : ''}${group.routes.join(', ')}`)),
        port.steered ? mark('good', 'steered') : [mark('bad', 'not steered'), ` ${port.message}`]])),
    served.nodes === null ? null : nodes(served.nodes),
    served.keptForBoot === null ? null : kept(served.keptForBoot),
  ];
}

const nodes = (of) => [
  node('h3', {}, 'Nodes'),
  table('Nodes', [{ title: 'Node' }, { title: 'Agent' }], [
    ...of.serving.map((name) => [name, mark('good', 'serves')]),
    ...of.waiting.map((name) => [name, mark('warn', 'does not serve yet')])]),
];

const kept = (of) => [
  node('h3', {}, 'For the next boot of the node'),
  table('For the next boot of the node', [{ title: 'What' }, { title: 'State' }], [
    ['Closed ports that are kept', of.message === null ? String(of.ports) : [mark('bad', 'not as they are now'), ` ${of.message}`]],
    ['At the last boot', of.lastBoot === 'not loaded' ? [mark('bad', of.lastBoot), ` ${of.file}`] : of.lastBoot],
  ]),
];

async function sessions() {
  const counts = await ask('sluicesessions');
  if (counts === null) {
    return [node('p', {}, 'Sessions are kept by the clients only: there is no store that counts them. They can be kept in Redis.')];
  }
  return [
    counts.complete ? null : node('p', { class: 'bad' }, 'The store is away, or not all sessions were counted in time.'),
    facts([['Revocations in force', number(counts.revocations)]]),
    table('Sessions', [{ title: 'Backend' }, { title: 'Endpoint' }, { title: 'Sessions', number: true }],
      counts.backends.flatMap((backend) => backend.endpoints.map((endpoint) => [
        backend.backend, endpoint.endpoint, number(endpoint.sessions)]))),
  ];
}

// --- the page

const chosen = () => {
  const name = location.hash.slice(1).split('?')[0];
  return Object.hasOwn(VIEWS, name) ? name : 'overview';
};

function navigation() {
  document.getElementById('views').replaceChildren(...Object.entries(VIEWS).map(([name, view]) => node('li', {},
    node('a', { href: `#${name}`, ...(name === chosen() ? { 'aria-current': 'page' } : {}) }, view.title))));
}

async function show() {
  const name = chosen();
  const main = document.getElementById('main');
  try {
    const content = (await VIEWS[name].draw()).flat().filter((part) => part !== null);
    if (name === chosen()) {
      main.replaceChildren(...(VIEWS[name].title ? [node('h2', { id: 'view' }, VIEWS[name].title)] : []), ...content);
      main.dataset.view = name;
    }
    answered = `read at ${new Date().toLocaleTimeString()}`;
  } catch (mistake) {
    answered = `cannot be read: ${mistake.message}`;
  }
  document.getElementById('state').textContent = answered;
}

/** What a reader is in must not be drawn anew under their hands. */
function again() {
  const busy = document.hidden || document.getElementById('main').contains(document.activeElement) || String(getSelection());
  return VIEWS[chosen()].live && !busy ? show() : Promise.resolve();
}

window.addEventListener('hashchange', () => {
  navigation();
  show();
});
navigation();
show();
setInterval(again, EVERY);
