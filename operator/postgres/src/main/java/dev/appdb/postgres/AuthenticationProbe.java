package dev.appdb.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * How a server would let a user in: the first words of PostgreSQL's protocol, up to its authentication request. No secret
 * is sent, so whether the certificate is the right one does not matter here.
 *
 * <p>Source: <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">Message Formats</a>
 * (SSLRequest, StartupMessage, Authentication...) and <a
 * href="https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-START-UP">Start-up</a>.
 */
final class AuthenticationProbe {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int SSL_REQUEST = 80877103;
    private static final int VERSION_3 = 3 << 16;
    private static final Set<String> UNENCRYPTED = Set.of("disable", "allow");

    /** What the server wants to see, as far as it matters. */
    enum Wants {
        NOTHING,
        CLEAR_PASSWORD,
        MD5,
        /** SCRAM, a certificate, Kerberos; or it refuses at once. */
        SOMETHING_BETTER
    }

    private final ServerUrl url;
    private final SSLSocketFactory tls;

    /**
     * @param tls shows no client certificate: a server that lets in who has one is not one that lets in everybody
     */
    AuthenticationProbe(ServerUrl url, SSLSocketFactory tls) {
        this.url = url;
        this.tls = tls;
    }

    /** Empty where the server could not be asked; that is for others to tell. */
    Optional<Wants> of(String user) {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(url.host(), url.port()), PATIENCE_MILLIS);
            plain.setSoTimeout(PATIENCE_MILLIS);
            try (Socket socket = encrypted(plain)) {
                new DataOutputStream(socket.getOutputStream()).write(startup(user));
                return Optional.of(answer(new DataInputStream(socket.getInputStream())));
            }
            // hanging up is what psql does while it asks for a password; a Terminate here would be logged as an error
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    private Socket encrypted(Socket plain) throws IOException {
        Map<String, String> parameters = url.parameters();
        if (UNENCRYPTED.contains(parameters.getOrDefault("sslmode", ""))) {
            return plain;
        }
        boolean direct = "direct".equals(parameters.get("sslnegotiation"));
        if (!direct) {
            var request = new DataOutputStream(plain.getOutputStream());
            request.writeInt(8);
            request.writeInt(SSL_REQUEST);
            if (plain.getInputStream().read() != 'S') {
                return plain;
            }
        }
        var socket = (SSLSocket) tls.createSocket(plain, url.host(), url.port(), true);
        var options = socket.getSSLParameters();
        options.setApplicationProtocols(new String[] {"postgresql"});
        socket.setSSLParameters(options);
        socket.startHandshake();
        return socket;
    }

    private byte[] startup(String user) throws IOException {
        var text = new ByteArrayOutputStream();
        for (String word : new String[] {"user", user, "database", url.database()}) {
            text.writeBytes(word.getBytes(UTF_8));
            text.write(0);
        }
        text.write(0);
        var bytes = new ByteArrayOutputStream();
        var message = new DataOutputStream(bytes);
        message.writeInt(2 * Integer.BYTES + text.size());
        message.writeInt(VERSION_3);
        text.writeTo(message);
        return bytes.toByteArray();
    }

    private static Wants answer(DataInputStream in) throws IOException {
        if (in.readByte() != 'R') {
            return Wants.SOMETHING_BETTER;
        }
        in.readInt();
        return switch (in.readInt()) {
            case 0 -> Wants.NOTHING;
            case 3 -> Wants.CLEAR_PASSWORD;
            case 5 -> Wants.MD5;
            default -> Wants.SOMETHING_BETTER;
        };
    }
}
