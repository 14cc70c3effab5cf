// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors
const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');
const { execFile } = require('child_process');

const greeting = fs.readFileSync('/etc/vm-node/greeting', 'utf8');
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'vm-node-'));
const state = '/var/lib/vm-node/count';

function count() {
	let n = 0;
	try {
		n = Number(fs.readFileSync(state, 'utf8'));
	} catch (error) {
		if (error.code !== 'ENOENT') throw error;
	}
	fs.writeFileSync(state, String(n + 1));
	return n + 1;
}

http.createServer((request, response) => {
	try {
		const n = count();
		fs.writeFileSync(path.join(work, 'last'), request.url);
		execFile('/usr/bin/id', ['-un'], (error, stdout) => {
			if (error) {
				console.error('id failed:', error.message);
				response.statusCode = 500;
			}
			response.end(`${greeting}${stdout}${n}\n`);
		});
	} catch (error) {
		console.error(error);
		response.statusCode = 500;
		response.end('error\n');
	}
}).listen(8082, () => console.log('listening on 8082'));
