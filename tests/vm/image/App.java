// SPDX-License-Identifier: LGPL-2.1-or-later
// Copyright the hardenctl authors
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

public class App {
	static byte[] answer(String greeting) throws Exception {
		Files.writeString(Path.of("/var/lib/vm-java/hits"), "hit\n",
				StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		Path file = Files.createTempFile("vm-java", null);
		Files.writeString(file, greeting);
		Files.delete(file);
		Process id = new ProcessBuilder("/usr/bin/id", "-un").start();
		byte[] who = id.getInputStream().readAllBytes();
		if (id.waitFor() != 0)
			throw new IllegalStateException("id exited with " + id.exitValue());
		return (greeting + new String(who)).getBytes();
	}

	public static void main(String[] args) throws Exception {
		String greeting = Files.readString(Path.of("/etc/vm-java/greeting"));
		HttpServer server = HttpServer.create(new InetSocketAddress(8085), 0);
		server.createContext("/", exchange -> {
			try {
				byte[] body = answer(greeting);
				exchange.sendResponseHeaders(200, body.length);
				exchange.getResponseBody().write(body);
			} catch (Exception error) {
				error.printStackTrace();
				exchange.sendResponseHeaders(500, -1);
			}
			exchange.close();
		});
		server.start();
		System.out.println("started");
	}
}
