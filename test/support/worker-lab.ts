// Mocha's workers run test files side by side: each in a lab of its own.
const { MOCHA_WORKER_ID, SEISEI_LAB } = process.env;
if (MOCHA_WORKER_ID !== undefined) process.env.SEISEI_LAB = `${SEISEI_LAB}-${MOCHA_WORKER_ID}`;
