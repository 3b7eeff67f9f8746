'use strict';

const { createServer } = require('node:http');
const { verify } = require(process.argv[2] ?? './verify.js'); // or: node receiver.js ./verify-with-standardwebhooks.js

if (!process.env.GATEWAY_WEBHOOK_SECRET) {
  throw new Error('Set GATEWAY_WEBHOOK_SECRET.');
}

const secrets = process.env.GATEWAY_WEBHOOK_SECRET.split(' ');

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }

  try {
    const event = verify(request.headers, Buffer.concat(chunks), secrets);
    // Keep the event here, once: a unique key on its id makes a repeat harmless.
    console.log(`accepted: ${event.id} ${event.type} ${event.data.user?.user_name ?? ''} ${event.data.group?.display_name ?? ''}`);
    response.writeHead(204).end();
  } catch (refusal) {
    console.log(`refused: ${refusal.message}`);
    response.writeHead(401).end();
  }
});

server.listen(Number(process.env.PORT ?? 5090), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
