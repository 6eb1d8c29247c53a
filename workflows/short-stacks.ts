/**
 * The SDK takes the stack of every promise, for `temporal workflow stack`: to format its ten frames
 * was a third of what a step costs in the sandbox. Four are left; two of them are the SDK's own.
 * Set while the modules are preloaded: after that, globals are frozen.
 */
Error.stackTraceLimit = 4;
