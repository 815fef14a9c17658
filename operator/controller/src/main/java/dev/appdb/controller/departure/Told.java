package dev.appdb.controller.departure;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.cluster.Cluster;
import dev.appdb.controller.status.Notice;
import dev.appdb.postgres.Mark;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/** Who is told: the admins by the class, and the team in its namespace, as long as there is one. */
final class Told {
    private final Cluster cluster;
    private final AppDatabaseClass databaseClass;

    Told(Cluster cluster, AppDatabaseClass databaseClass) {
        this.cluster = cluster;
        this.databaseClass = databaseClass;
    }

    void admins(Notice notice) {
        cluster.notify(databaseClass, notice);
    }

    void everybody(Mark mark, Notice notice) {
        admins(notice);
        cluster.namespace(mark.namespace())
                .filter(in -> in.getMetadata().getUid().equals(mark.namespaceUid()))
                .filter(in -> !in.isMarkedForDeletion()) // takes no Events any more
                .ifPresent(in -> cluster.notify(gone(mark), notice));
    }

    private static AppDatabase gone(Mark mark) {
        var gone = new AppDatabase();
        gone.setMetadata(new ObjectMetaBuilder()
                .withNamespace(mark.namespace())
                .withName(mark.name())
                .build());
        return gone;
    }
}
