import fc from 'fast-check';

// The same cases in every run, so that a change is judged by what it changed. DOX_FUZZ_SEED=N looks at others.
fc.configureGlobal({ seed: Number(process.env.DOX_FUZZ_SEED ?? 1) });
