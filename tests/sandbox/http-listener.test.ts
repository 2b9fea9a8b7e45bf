import { matchRoute, type HttpRoute } from '../../sandbox/host/http-listener'

const route = (functionName: string, template: string, ...methods: string[]): HttpRoute => ({
  functionName,
  methods,
  route: `api/${template}`,
  authLevel: 'anonymous',
  invoke: () => Promise.reject(new Error('not called here')),
})

/** The most general first, so that only precedence can find the others. */
const routes = [
  route('rest', '{*path}', 'GET'),
  route('one', 'reports/{id}', 'GET'),
  route('latest', 'reports/latest', 'GET'),
  route('all', 'reports', 'GET', 'PUT'),
  route('receive', 'alerts', 'POST'),
  route('page', 'page', 'GET', 'HEAD'),
]

it.each([
  { method: 'POST', path: '/api/alerts', to: 'receive' },
  { method: 'POST', path: '/api/Alerts/', to: 'receive' },
  { method: 'GET', path: '/api/alerts', to: 'rest' },
  { method: 'GET', path: '/api/reports', to: 'all' },
  { method: 'HEAD', path: '/api/reports', to: undefined },
  { method: 'PUT', path: '/api/reports', to: 'all' },
  { method: 'GET', path: '/api/reports/latest', to: 'latest' },
  { method: 'GET', path: '/api/reports/7', to: 'one' },
  { method: 'GET', path: '/api/reports/7/more', to: 'rest' },
  { method: 'GET', path: '/api', to: 'rest' },
  { method: 'POST', path: '/api/reports', to: undefined },
  { method: 'POST', path: '/api/alerts/more', to: undefined },
  { method: 'HEAD', path: '/api/page', to: 'page' },
])('$method $path → $to', ({ method, path, to }) => {
  expect(matchRoute(routes, method, path)?.route.functionName).toBe(to)
})
