/**
 * The SDK takes the stack of every promise, for `temporal workflow stack`: with Node's ten frames
 * that was 30 % of the sandbox's time. Of these four, two are the SDK's own. Set while the modules
 * are preloaded: after that, globals are frozen.
 */
Error.stackTraceLimit = 4;
