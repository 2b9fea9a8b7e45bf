/** Imported first: what follows runs on Azurite. */
process.env.TEST_ON_AZURITE = 'yes'
