/** Seconds that a target's commands may take to end when they are asked to, where it says nothing of that. */
export const usualGrace = 10;
