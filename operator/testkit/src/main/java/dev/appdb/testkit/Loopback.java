package dev.appdb.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Where all the fixtures' servers listen. */
final class Loopback {
    static final String HOST = "127.0.0.1";

    private Loopback() {}

    /** Free now; whoever asked should take it soon. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
