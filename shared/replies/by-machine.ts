import type { Mail } from './mail'

const servers =
  /^(?:mailer-?daemon|mail-?daemon|postmaster|mdaemon|mailadmin|mail-?deliver\w*|bounces?|no-?reply|mmdf|smtp|uucp|microsoftexchange[0-9a-f]+)(?:[+._-][^@]*)?@/

/** Written by a mail server or another program, as far as its headers tell. */
export const isByMachine = ({ dsn, isNdr, returnPath, automatic, from }: Mail): boolean =>
  dsn !== undefined || isNdr || returnPath === '' || automatic || from === '' || servers.test(from)
