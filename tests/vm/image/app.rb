#!/usr/bin/ruby
# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
require 'open3'
require 'socket'
require 'tempfile'

$stdout.sync = true
greeting = File.read('/etc/vm-ruby/greeting')
server = TCPServer.new('0.0.0.0', 8083)
puts 'ready'

def answer(greeting)
  File.open('/var/lib/vm-ruby/hits', 'a') { |file| file.puts(Time.now) }
  Tempfile.create('vm-ruby') { |file| file.write(greeting) }
  who, status = Open3.capture2('/usr/bin/id', '-un')
  raise "id: #{status}" unless status.success?

  greeting + who
end

loop do
  client = server.accept
  client.gets
  begin
    body = answer(greeting)
    client.write "HTTP/1.0 200 OK\r\n\r\n#{body}"
  rescue StandardError => e
    warn "request failed: #{e.class}: #{e.message}"
    client.write "HTTP/1.0 500 Error\r\n\r\n"
  end
  client.close
end
