/** Set in a function's environment, it makes the function's process say what it knows of its telemetry. */
export const DOCTOR_VARIABLE = '_OTEL_POWERTOOLS_DOCTOR';

/** Under which member of a line on stdout it says so. */
export const DOCTOR_MEMBER = 'otel-powertools.doctor';
