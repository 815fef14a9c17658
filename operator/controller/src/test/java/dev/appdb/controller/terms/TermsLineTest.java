package dev.appdb.controller.terms;

import static dev.appdb.controller.terms.TermsCase.agreed;
import static dev.appdb.controller.terms.TermsCase.bound;
import static dev.appdb.controller.terms.TermsCase.database;
import static dev.appdb.controller.terms.TermsCase.databaseClass;
import static dev.appdb.controller.terms.TermsCase.refused;
import static dev.appdb.controller.terms.TermsCase.stalled;
import static dev.appdb.controller.terms.TermsCase.terms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.appdb.api.AppDatabase;
import dev.appdb.api.AppDatabaseClass;
import dev.appdb.controller.status.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each of five connections needs 2 x 5 for app, 2 x 5 for readonly and 2 x 4 for migrations: 28. */
class TermsLineTest {
    private static final String FIVE = "{limits: {connections: 5}}";

    private final AppDatabaseClass two = databaseClass("{quota: {databases: 2}}");
    private final AppDatabaseClass sixty = databaseClass("{connectionBudget: 60}");
    private final AppDatabase first = at("12:00", "first", FIVE);
    private final AppDatabase second = at("12:01", "second", FIVE);
    private final AppDatabase third = at("12:02", "third", FIVE);
    private final List<AppDatabase> all = List.of(third, first, second);

    @Test
    void theQuotaGoesByCreation() {
        agreed(terms(first, two, all));
        agreed(terms(second, two, all));
        assertThat(refused(terms(third, two, all), Reason.QuotaExceeded).message())
                .isEqualTo(
                        "AppDatabaseClass shared lends at most 2 to namespace shop, and it has first, second. It goes on"
                                + " by itself when there is room: delete one, or let an admin raise the class's"
                                + " spec.quota.databases");
    }

    @Test
    void ofThoseCreatedTogetherTheQuotaGoesByName() {
        AppDatabase twin = at("12:01", "seconc", FIVE);

        agreed(terms(twin, two, List.of(first, second, twin)));
        refused(terms(second, two, List.of(first, second, twin)), Reason.QuotaExceeded);
    }

    @Test
    void whoIsBoundGoesOnWhateverTheQuotaSays() {
        bound(third, null);
        bound(second, null);

        refused(terms(first, two, all), Reason.QuotaExceeded);
        agreed(terms(second, two, all));
        agreed(terms(third, databaseClass("{quota: {databases: 0}}"), all));
    }

    @Test
    void everyNamespaceHasItsOwnQuota() {
        AppDatabase elsewhere = database("else", "third", "2026-01-01T12:02:00Z", FIVE);

        agreed(terms(elsewhere, two, List.of(first, second, third, elsewhere)));
    }

    @Test
    void whatCanNotBeGivenAnywayKeepsNobodyWaiting() {
        stalled(first, Reason.NamespaceNotAllowed);
        stalled(second, Reason.LimitInvalid);

        agreed(terms(third, databaseClass("{quota: {databases: 1}}"), all));
        agreed(terms(third, databaseClass("{connectionBudget: 28}"), all));
        refused(terms(second, databaseClass("{connectionBudget: 28}"), all), Reason.BudgetExhausted);
    }

    @Test
    void whoWaitsForRoomKeepsItsPlaceInTheLine() {
        stalled(first, Reason.QuotaExceeded);

        agreed(terms(first, databaseClass("{quota: {databases: 1}}"), all));
        refused(terms(second, databaseClass("{quota: {databases: 1}}"), all), Reason.QuotaExceeded);
    }

    @Test
    void thoseOfOtherClassesDoNotCount() {
        first.setSpec(dev.appdb.api.AppDatabaseSpec.ofClass("another"));

        agreed(terms(third, two, all));
        agreed(terms(third, sixty, all));
    }

    @Test
    void theBudgetCountsBothLoginsOfEachKind() {
        assertThat(agreed(terms(first, sixty, all)).connections()).hasValue(28);
        assertThat(agreed(terms(first, sixty, all)).limits().migratorConnections())
                .hasValue(4);
        AppDatabase withoutReadonly = at("12:00", "first", "{limits: {connections: 5}, access: {readonly: false}}");
        assertThat(agreed(terms(withoutReadonly, sixty, all)).connections()).hasValue(18);
    }

    @Test
    void beyondTheBudgetItIsSaidWhatIsPromisedAndLeft() {
        agreed(terms(second, sixty, all));
        assertThat(refused(terms(third, sixty, all), Reason.BudgetExhausted).message())
                .startsWith(
                        "AppDatabaseClass shared has a budget of 60 connections: 56 are promised, 4 are left, and this"
                                + " AppDatabase needs 28");
    }

    @Test
    void aSmallerOneThatStillFitsNeedNotWaitForALargerOne() {
        AppDatabase small = at("12:03", "small", "{limits: {connections: 1}, access: {readonly: false}}");
        AppDatabaseClass databaseClass = databaseClass("{connectionBudget: 70}");

        refused(terms(third, databaseClass, List.of(first, second, third, small)), Reason.BudgetExhausted);
        agreed(terms(small, databaseClass, List.of(first, second, third, small)));
    }

    @Test
    void whatIsPromisedStaysPromisedWhenTheBudgetFalls() {
        bound(first, 28);
        bound(second, 28);
        AppDatabaseClass less = databaseClass("{connectionBudget: 30}");

        agreed(terms(first, less, all));
        agreed(terms(second, less, all));
        assertThat(refused(terms(third, less, all), Reason.BudgetExhausted).message())
                .contains("56 are promised, 0 are left");
    }

    @Test
    void whoWasThereBeforeTheBudgetGoesOn() {
        bound(third, null);

        agreed(terms(third, databaseClass("{connectionBudget: 1}"), all));
        refused(terms(first, databaseClass("{connectionBudget: 1}"), all), Reason.BudgetExhausted);
    }

    @Test
    void askingForMoreThanWasPromisedNeedsRoom() {
        bound(first, 28);
        bound(second, 18);

        assertThat(refused(terms(second, databaseClass("{connectionBudget: 50}"), all), Reason.BudgetExhausted)
                        .message())
                .contains("46 are promised, 18 of them to this one, 4 are left, and this AppDatabase needs 28");
        agreed(terms(second, databaseClass("{connectionBudget: 56}"), all));
    }

    @Test
    void askingForLessIsAlwaysGiven() {
        bound(first, 28);
        AppDatabase less = bound(at("12:01", "second", "{limits: {connections: 2}}"), 28);

        agreed(terms(less, databaseClass("{connectionBudget: 1}"), List.of(first, less)));
    }

    @Test
    void withoutALimitNothingCanBePromised() {
        AppDatabase unlimited = at("12:00", "first", "{}");

        assertThat(refused(terms(unlimited, sixty, all), Reason.LimitInvalid).message())
                .contains("give spec.limits.connections");
        agreed(terms(
                unlimited, databaseClass("{connectionBudget: 60, defaults: {limits: {connections: 5}}}"), List.of()));
        agreed(terms(unlimited, databaseClass("{connectionBudget: 60, limits: {connections: 5}}"), List.of()));
    }

    private static AppDatabase at(String time, String name, String spec) {
        return database("shop", name, "2026-01-01T%s:00Z".formatted(time), spec);
    }
}
