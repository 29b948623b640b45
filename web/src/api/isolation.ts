// The paths of isolation and transfer: the desk's, the driver's, the community's and the site's.
import { by, http, told } from './client'
import type * as c from './contract'

const DESK = ['tracing', 'command'] as const
const KEEP = ['command'] as const
const DOOR = ['order_work'] as const
const OWN = ['isolation'] as const
const site = (isolation_site_id: string) => ({ path: { isolation_site_id } })
const stay = (isolation_stay_id: string) => ({ path: { isolation_stay_id } })
const run = (run_id: string) => ({ path: { run_id } })

export const isolation = {
  all: () => told(http.GET('/api/v1/isolation', by(DESK))),
  openSite: (body: c.IsolationSiteNew) => told(http.POST('/api/v1/isolation/sites', { body, ...by(KEEP) })),
  saySite: (id: string, body: c.IsolationSiteFact) => told(http.POST('/api/v1/isolation/sites/{isolation_site_id}/facts', { params: site(id), body, ...by(KEEP) })),
  sayVehicle: (body: c.VehicleSaid) => told(http.POST('/api/v1/isolation/vehicles', { body, ...by(KEEP) })),
  sayPoint: (body: c.PointSaid) => told(http.POST('/api/v1/isolation/points', { body, ...by(KEEP) })),
  waiting: () => told(http.GET('/api/v1/isolation/waiting', by(DESK))),
  giveBeds: (id: string, body: c.BedsGiven) => told(http.POST('/api/v1/isolation/sites/{isolation_site_id}/beds', { params: site(id), body, ...by(DESK) })),
  stayOff: (id: string, body: c.IsolationOff) => told(http.POST('/api/v1/isolation/stays/{isolation_stay_id}/call-off', { params: stay(id), body, ...by(DESK) })),
  planRun: (body: c.RunNew) => told(http.POST('/api/v1/isolation/runs', { body, ...by(DESK) })),
  runOff: (id: string, body: c.IsolationOff) => told(http.POST('/api/v1/isolation/runs/{run_id}/call-off', { params: run(id), body, ...by(DESK) })),
  driver: {
    runs: () => told(http.GET('/api/v1/isolation/driver/runs', by(OWN))),
    sign: (id: string, body: c.Signature) => told(http.POST('/api/v1/isolation/driver/runs/{run_id}/signatures', { params: run(id), body, ...by(OWN) })),
  },
  doors: {
    home: (door: string) => told(http.GET('/api/v1/isolation/homes', { params: { query: { door } }, ...by(DOOR) })),
    sayHome: (body: c.HomeSaid) => told(http.POST('/api/v1/isolation/homes', { body, ...by(DOOR) })),
    runs: () => told(http.GET('/api/v1/isolation/doors/runs', by(DOOR))),
    sign: (id: string, body: c.Signature) => told(http.POST('/api/v1/isolation/doors/runs/{run_id}/signatures', { params: run(id), body, ...by(DOOR) })),
  },
  house: {
    all: () => told(http.GET('/api/v1/isolation/houses', by(OWN))),
    sign: (id: string, body: c.Signature) => told(http.POST('/api/v1/isolation/houses/runs/{run_id}/signatures', { params: run(id), body, ...by(OWN) })),
    needs: (id: string, body: c.GuestNeedsSaid) => told(http.POST('/api/v1/isolation/houses/stays/{isolation_stay_id}/needs', { params: stay(id), body, ...by(OWN) })),
    release: (id: string, body: c.GuestGone) => told(http.POST('/api/v1/isolation/houses/stays/{isolation_stay_id}/release', { params: stay(id), body, ...by(OWN) })),
    check: (id: string, body: c.HouseCheck) => told(http.POST('/api/v1/isolation/houses/{isolation_site_id}/checks', { params: site(id), body, ...by(OWN) })),
  },
}
