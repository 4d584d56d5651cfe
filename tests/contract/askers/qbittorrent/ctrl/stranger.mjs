// Says to a qBittorrent what it is told to on stdin, and writes down what it makes of the answers.
import { readFileSync } from 'node:fs';
import { QBittorrent } from '@ctrl/qbittorrent';

const { baseUrl, username, password, calls } = JSON.parse(readFileSync(0, 'utf8'));
const client = new QBittorrent({ baseUrl, username, password });
const answers = [];
for (const [method, ...given] of calls) {
  const values = given.map(one => (one?.base64 ? Buffer.from(one.base64, 'base64') : one));
  try {
    answers.push(await client[method](...values));
  } catch (error) {
    answers.push({ failed: error.status ?? error.message });
  }
}
console.log(JSON.stringify(answers));
