/** Tests read what is printed; whether it has colours must not depend on who runs them, and where. */
process.env.NO_COLOR = '1'
