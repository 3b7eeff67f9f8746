'use strict';

const { Webhook } = require('standardwebhooks'); // npm install standardwebhooks

/** Returns the event, or throws. The gateway signs with every secret that is valid, so one is enough during a rotation too. */
exports.verify = (headers, body, secrets) => new Webhook(secrets[0]).verify(body, headers);
