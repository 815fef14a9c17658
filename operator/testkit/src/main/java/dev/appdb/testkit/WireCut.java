package dev.appdb.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A process's way to a PostgreSQL server that ends after a given number of steps, all connections at once: as the server
 * sees it when the process is killed there. A step is a login, or a request up to the answer that it waits for: one
 * statement, or a batch of them. Without TLS.
 */
public final class WireCut implements AutoCloseable {
    /** Where in a step the way ends. */
    public enum Moment {
        /** The server never hears of it. */
        UNSENT,
        /** The server has done it, and nobody hears of that: of a COMMIT, that all is there. */
        UNANSWERED
    }

    private final int to;
    private final int life;
    private final Moment moment;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> steps = new ArrayList<>();
    private boolean ended;
    private boolean mended;

    /**
     * On the loopback interface.
     *
     * @param life how many steps go through
     */
    public WireCut(int to, int life, Moment moment) {
        this.to = to;
        this.life = life;
        this.moment = moment;
        try {
            this.listening = new ServerSocket();
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** A way that tells its steps and never ends. */
    public static WireCut never(int to) {
        return new WireCut(to, Integer.MAX_VALUE, Moment.UNSENT);
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** In words, in their order; the one at which it ended is the last. */
    public synchronized List<String> steps() {
        return List.copyOf(steps);
    }

    /** The step at which it ended, if it did. */
    public synchronized Optional<String> end() {
        return ended ? Optional.of(steps.get(life)) : Optional.empty();
    }

    /** Connections can be made again, and go on for ever. */
    public synchronized void mend() {
        mended = true;
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hangUp();
    }

    /** What becomes of a step. */
    enum Fate {
        GOES_THROUGH,
        UNSENT,
        UNANSWERED
    }

    /** @param step in words; none for a pool's question whether somebody is there, which comes when it was idle and not else */
    synchronized Fate fate(String step) {
        if (ended && !mended) {
            return Fate.UNSENT;
        }
        if (step.isEmpty()) {
            return Fate.GOES_THROUGH;
        }
        steps.add(step);
        if (steps.size() <= life || mended) {
            return Fate.GOES_THROUGH;
        }
        ended = true;
        return moment == Moment.UNSENT ? Fate.UNSENT : Fate.UNANSWERED;
    }

    void hangUp() {
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        open.clear();
    }

    private void accept() {
        try {
            while (!listening.isClosed()) {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), to);
                open.add(client);
                open.add(server);
                var session = new WireSession(this, client, server);
                Thread.ofVirtual().start(session::requests);
                Thread.ofVirtual().start(session::answers);
            }
        } catch (IOException closed) {
            // as it should be
        }
    }
}
