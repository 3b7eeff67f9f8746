'use strict';

const { createHmac, timingSafeEqual } = require('node:crypto');

const toleranceInSeconds = 300;

/** Returns the event, or throws. `body` is the Buffer as it came; `secrets` are one or several `whsec_…`. */
exports.verify = function verify(headers, body, secrets) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (!id || !timestamp || !signatures) {
    throw new Error('a webhook header is missing');
  }

  if (!/^\d+$/.test(timestamp) || Math.abs(Math.floor(Date.now() / 1000) - Number(timestamp)) > toleranceInSeconds) {
    throw new Error('sent too long ago, or in the future');
  }

  const sent = signatures.split(' ').map((signature) => Buffer.from(signature));
  const genuine = secrets.some((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    const digest = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
    const expected = Buffer.from(`v1,${digest}`);
    return sent.some((signature) => signature.length === expected.length && timingSafeEqual(signature, expected));
  });
  if (!genuine) {
    throw new Error('no signature fits');
  }

  return JSON.parse(body);
};
