package dev.appdb.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to a server that can be cut, mended, and led elsewhere, while the server itself goes on for others. */
public final class Forwarder implements AutoCloseable {
    private final int port;
    private volatile int to;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listening;

    /** On the loopback interface; cut at first. */
    public Forwarder(int to) {
        this.to = to;
        this.listening = listen(0);
        this.port = listening.getLocalPort();
        cut();
    }

    public int port() {
        return port;
    }

    public void mend() {
        ServerSocket socket = listen(port);
        listening = socket;
        Thread.ofVirtual().start(() -> accept(socket));
    }

    public void cut() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hangUp();
    }

    /** As when DNS answers otherwise: who was connected is cut off, who comes next arrives at that port. */
    public void redirect(int elsewhere) {
        to = elsewhere;
        hangUp();
    }

    @Override
    public void close() {
        cut();
    }

    private void hangUp() {
        try {
            for (Socket socket : open) {
                socket.close();
            }
            open.clear();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket socket) {
        try {
            while (!socket.isClosed()) {
                Socket client = socket.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
                open.add(client);
                open.add(server);
                Thread.ofVirtual().start(() -> copy(client, server));
                Thread.ofVirtual().start(() -> copy(server, client));
            }
        } catch (IOException cut) {
            // as it should be
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException cut) {
            // as it should be
        }
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
