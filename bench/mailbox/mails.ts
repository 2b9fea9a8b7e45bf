import { mailBytes } from '../../tests/replies/mail-fixture'

/** An acknowledgement of one report, as the abuse desk would write it. */
export function answerTo(reportId: string, n: number): Buffer {
  const to = `reports+r${reportId}@example.com`
  return mailBytes(
    {
      'Authentication-Results':
        'mx.example.com; dkim=pass header.d=microsoft.com; dmarc=pass header.from=microsoft.com',
      'DKIM-Signature': 'v=1; a=rsa-sha256; d=microsoft.com; s=x; h=from:to:subject:date; bh=x; b=x',
      From: 'Microsoft CERT <cert@microsoft.com>',
      To: to,
      Subject: `RE: [${reportId}] Abuse report`,
      'In-Reply-To': `<${reportId}.initial@example.com>`,
      'Message-ID': `<answer-${n}@microsoft.com>`,
      Date: 'Wed, 02 Dec 2026 10:00:00 +0000',
    },
    'Thank you for your report. We have received it and are investigating.\n',
  )
}

const filler = 'What is new this week, and what you should not miss of it. '.repeat(60)

/** What else lies in a mailbox: newsletters, every fifth of them an answer in somebody else's thread. */
export function noise(n: number): Buffer {
  const isReply = n % 5 === 1
  return mailBytes(
    {
      From: `News ${n} <news-${n}@example.net>`,
      To: 'reports@example.com',
      Subject: `${isReply ? 'Re: ' : ''}News of the week ${n}`,
      'Message-ID': `<news-${n}@example.net>`,
      'In-Reply-To': isReply ? `<thread-${n}@example.net>` : undefined,
      Date: 'Wed, 02 Dec 2026 10:00:00 +0000',
    },
    `${filler}\n`,
  )
}
