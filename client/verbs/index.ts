import type { ResumePreview } from '../../contract/preview.js';
import type { Runs } from '../requests.js';
import type { Caller } from './caller.js';
import { type Down, type DownRequest, down, type WhatGoesDown, whatGoesDown } from './down.js';
import { type Look, type LookRequest, look } from './look.js';
import { type Abort, abort, type Decision, decide, pause, type Skip, skip } from './orders.js';
import { type PreviewOfResume, preview, type Resume, type Resumed, resume } from './resume.js';
import { type Up, type UpRequest, up } from './up.js';

/**
 * What people do with pipelines and runs, once for the command line and the API: plain data in and
 * out, so that a client of the API could do it too. Each rejects with a ClientError, whose refusal is
 * plain data; what comes next is said by whoever asked, in words of their own.
 */
export interface Verbs {
  up(request: UpRequest): Promise<Up>;
  look(request: LookRequest): Promise<Look>;
  /** What `down` would take down; changes nothing. */
  whatGoesDown(name: string, request: DownRequest): Promise<WhatGoesDown>;
  down(name: string, request: DownRequest): Promise<Down>;
  resume(name: string, request: Resume): Promise<Resumed>;
  preview(name: string, request: PreviewOfResume): Promise<ResumePreview>;
  skip(name: string, request: Skip): Promise<void>;
  approve(name: string, request: Decision): Promise<void>;
  reject(name: string, request: Decision): Promise<void>;
  abort(name: string, request: Abort): Promise<void>;
  pause(name: string): Promise<void>;
}

/** The verbs, as a caller uses them. */
export function createVerbs(runs: Runs, caller: Caller): Verbs {
  const doer = { runs, caller };
  return {
    up: (request) => up(doer, request),
    look: (request) => look(doer, request),
    whatGoesDown: (name, request) => whatGoesDown(doer, name, request),
    down: (name, request) => down(doer, name, request),
    resume: (name, request) => resume(doer, name, request),
    preview: (name, request) => preview(doer, name, request),
    skip: (name, request) => skip(doer, name, request),
    approve: (name, request) => decide(doer, name, 'approve', request),
    reject: (name, request) => decide(doer, name, 'reject', request),
    abort: (name, request) => abort(doer, name, request),
    pause: (name) => pause(doer, name),
  };
}
