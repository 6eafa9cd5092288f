using Erasure.Core.Alerts;
using Erasure.Core.Alerts.Sources;
using Erasure.Core.Mail;
using Erasure.Core.Records;
using Erasure.Core.Tests.Erasures;
using Erasure.Core.Vault;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Alerts;

/// <summary>Telling: once, by each channel for itself, again where it failed, and given up where somebody sees it.</summary>
public sealed class AlertDeliveryTests
{
    private static readonly AlertFinding Full = new(AlertRule.DiskNearlyFull, "/health/ready");

    private readonly ManualTimeProvider time = new();
    private readonly MemoryRecords records = new();
    private readonly ScriptedChannel good = new("webhook/good");
    private readonly ScriptedChannel bad = new("webhook/bad");
    private readonly ScriptedSource disk = new(AlertRule.DiskNearlyFull);

    [Fact]
    public async Task A_channel_that_hangs_keeps_no_other_from_telling()
    {
        bad.Hangs = true;
        disk.Findings = [Full];
        AlertWatch watch = Watch();
        await watch.LookAsync(default);

        Task delivery = watch.DeliverAsync(default);
        await Task.WhenAll(good.Told, bad.Tried);
        Assert.False(delivery.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(31));
        await delivery;

        Assert.Equal(1, bad.Attempts);
    }

    [Fact]
    public async Task What_is_refused_is_tried_again_more_and_more_seldom_and_then_given_up_for_all_to_see()
    {
        bad.Refuse = _ => new AlertDeliveryException("http-500");
        disk.Findings = [Full];
        AlertWatch watch = Watch();
        for (int minute = 0; minute <= 26 * 60; minute++)
        {
            await watch.LookAsync(default);
            await watch.DeliverAsync(default);
            Assert.Equal(minute < 24 * 60 ? [] : ["webhook/bad"], minute is 0 or 1439 or 1500 ? await watch.GivenUpAsync(default) : minute < 24 * 60 ? [] : ["webhook/bad"]);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.InRange(bad.Attempts, 20, 45);
        Assert.Empty(bad.Alerts);
        Assert.Equal(["disk-nearly-full: The disk is nearly full", "alert-undelivered: Alerts were given up (webhook/bad)"], good.Subjects);
        Assert.Equal("http-500", good.Alerts.Last().Facts.Single(fact => fact.Name == "error").Value);
    }

    [Fact]
    public async Task It_waits_as_long_as_the_other_side_asks()
    {
        bad.Refuse = _ => new AlertDeliveryException("http-429") { RetryAfter = TimeSpan.FromHours(3) };
        disk.Findings = [Full];
        AlertWatch watch = Watch();
        await watch.LookAsync(default);
        await watch.DeliverAsync(default);
        bad.Refuse = _ => null;

        time.Advance(TimeSpan.FromHours(2.9));
        await watch.DeliverAsync(default);
        Assert.Empty(bad.Alerts);
        time.Advance(TimeSpan.FromHours(0.2));
        await watch.DeliverAsync(default);
        Assert.Single(bad.Alerts);
    }

    [Fact]
    public async Task However_late_the_other_side_asks_it_is_given_up_in_time()
    {
        bad.Refuse = _ => new AlertDeliveryException("http-503") { RetryAfter = TimeSpan.FromDays(400) };
        disk.Findings = [Full];
        AlertWatch watch = Watch();
        await watch.LookAsync(default);
        await watch.DeliverAsync(default);
        time.Advance(TimeSpan.FromHours(23.9));
        await watch.DeliverAsync(default);
        Assert.Equal((1, 0), (bad.Attempts, (await watch.GivenUpAsync(default)).Count));

        time.Advance(TimeSpan.FromHours(0.2));
        await watch.DeliverAsync(default);
        Assert.Equal((2, 1), (bad.Attempts, (await watch.GivenUpAsync(default)).Count));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task A_crash_between_two_writes_neither_doubles_nor_loses_an_alert(bool isWritten, bool isFirstWrite)
    {
        AlertFinding first = new(AlertRule.FailedErasure, "/erasures/1", new("domain", "orders"), new("code", "http-400")) { At = time.GetUtcNow() };
        AlertFinding second = first with { Page = "/erasures/2", At = time.GetUtcNow().AddMinutes(1) };
        ScriptedSource failed = new(AlertRule.FailedErasure) { Findings = [first] };
        if (!isFirstWrite)
        {
            records.Writes.Enqueue(null);
        }

        records.Writes.Enqueue(isWritten ? MemoryRecords.Failure.WrittenButTold : MemoryRecords.Failure.NotWritten);
        await Watch(failed).LookAsync(default);

        // It starts again; and meanwhile another one happened.
        time.Advance(TimeSpan.FromMinutes(2));
        failed.Findings = [second];
        AlertWatch watch = Watch(failed);
        for (int minute = 0; minute < 180; minute += 5)
        {
            await watch.LookAsync(default);
            await watch.DeliverAsync(default);
            time.Advance(TimeSpan.FromMinutes(5));
        }

        string[] links = [.. good.Alerts.Select(alert => alert.Link[^1..])];
        Assert.Equal(links.Distinct(), links);
        Assert.Equal("2", links[^1]);
        Assert.Equal(good.Alerts.Select(alert => alert.Id).Distinct(), good.Alerts.Select(alert => alert.Id));
    }

    [Fact]
    public async Task A_state_that_comes_and_goes_is_told_once_an_hour()
    {
        AlertWatch watch = Watch();
        for (int minute = 0; minute < 150; minute++)
        {
            disk.Findings = minute % 2 == 0 ? [Full] : [];
            await watch.LookAsync(default);
            await watch.DeliverAsync(default);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(
            [.. Enumerable.Repeat<string[]>(["disk-nearly-full: The disk is nearly full", "disk-nearly-full: Over: The disk is nearly full"], 3).SelectMany(pair => pair)],
            good.Subjects);
    }

    [Fact]
    public async Task Who_joins_a_state_is_told_within_the_hour_and_who_leaves_is_not()
    {
        ScriptedSource lake = new(AlertRule.StoreUnreachable);
        AlertWatch watch = Watch(lake);
        foreach (string members in new[] { "a b", "a b", "a b c", "a b c", "a c", "a b c", "" })
        {
            string[] names = members.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            lake.Findings = names.Length == 0 ? [] : [new AlertFinding(AlertRule.StoreUnreachable, "/health/ready", new AlertFact("codes", "access-denied")) { Members = names, Facts = [AlertFact.Of("which", names)] }];
            for (int minute = 0; minute < 60; minute += 10)
            {
                await watch.LookAsync(default);
                await watch.DeliverAsync(default);
                time.Advance(TimeSpan.FromMinutes(10));
            }
        }

        const string Told = "store-unreachable: Something is wrong with a data mapper";
        Assert.Equal(
            [$"{Told} (access-denied: a, b)", $"{Told} (access-denied: a, b, c)", $"{Told} (access-denied: a, b, c)", $"{Told.Replace(": ", ": Over: ", StringComparison.Ordinal)} (access-denied)"],
            good.Subjects);
    }

    [Fact]
    public async Task A_source_that_fails_or_hangs_ends_no_state_and_stops_no_other()
    {
        disk.Findings = [Full];
        ScriptedSource late = new(AlertRule.NoHeartbeat);
        AlertWatch watch = Watch(late);
        await watch.LookAsync(default);
        disk.Look = () => throw new IOException("the disk");
        late.Findings = [new AlertFinding(AlertRule.NoHeartbeat, "/health/ready")];
        await watch.LookAsync(default);
        disk.Look = () => new TaskCompletionSource<IReadOnlyList<AlertFinding>?>().Task;
        Task looking = watch.LookAsync(default);
        time.Advance(TimeSpan.FromMinutes(2));
        await looking;
        disk.Look = () => Task.FromResult<IReadOnlyList<AlertFinding>?>(null);
        await watch.LookAsync(default);
        await watch.DeliverAsync(default);

        Assert.Equal(["disk-nearly-full: The disk is nearly full", "no-heartbeat: The app says nothing"], good.Subjects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task That_nothing_can_be_written_is_told_though_it_cant_be_written_down()
    {
        UnwritableRecords broken = new(records);
        AlertWatch watch = Watch(broken, new RecordAlerts(broken, new LocalMasterKey(new byte[LocalMasterKey.Length]), time));
        for (int minute = 0; minute < 130; minute += 5)
        {
            broken.IsBroken = minute is >= 10 and < 100;
            await watch.LookAsync(default);
            await watch.DeliverAsync(default);
            time.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Equal(["records-unwritable: Records can't be written", "records-unwritable: Over: Records can't be written"], good.Subjects);
    }

    [Fact]
    public async Task That_nothing_can_be_sealed_is_told()
    {
        IReadOnlyList<AlertFinding>? found = await new RecordAlerts(records, new LostMasterKey(), time).LookAsync(default);

        Assert.Equal((AlertRule.RecordsUnwritable, "master-key"), (Assert.Single(found!).Rule, found![0].Facts.Single().Value));
    }

    [Fact]
    public async Task Channels_that_are_gone_or_new_are_no_trouble()
    {
        disk.Findings = [Full];
        await Watch().LookAsync(default);
        ScriptedChannel other = new("webhook/other");

        AlertWatch watch = Watch(records, [disk], [other]);
        await watch.LookAsync(default);
        await watch.DeliverAsync(default);
        Assert.Empty(other.Alerts);
        Assert.Equal(["webhook/bad", "webhook/good"], await watch.GivenUpAsync(default));

        disk.Findings = [];
        await watch.LookAsync(default);
        await watch.DeliverAsync(default);
        Assert.Equal(
            ["alert-undelivered: Alerts were given up (webhook/bad)", "alert-undelivered: Alerts were given up (webhook/good)", "disk-nearly-full: Over: The disk is nearly full"],
            other.Subjects.Order(StringComparer.Ordinal));
        Assert.Contains(other.Alerts, alert => alert.Facts.Any(fact => fact is { Name: "error", Value: "channel-gone" }));
    }

    [Fact]
    public async Task What_cant_be_marked_as_delivered_is_not_delivered_again()
    {
        UnwritableRecords full = new(records);
        disk.Findings = [Full];
        AlertWatch watch = Watch(full, disk);
        await watch.LookAsync(default);
        full.IsBroken = true;
        for (int minute = 0; minute < 10; minute++)
        {
            await watch.DeliverAsync(default);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        full.IsBroken = false;
        await watch.DeliverAsync(default);
        await Watch(full, disk).DeliverAsync(default);

        Assert.Equal((1, 1), (good.Attempts, bad.Attempts));
    }

    [Fact]
    public async Task No_two_alerts_have_one_id_whatever_lies_between_them()
    {
        UnwritableRecords broken = new(records);
        for (int year = 0; year < 2; year++)
        {
            disk.Findings = [Full];
            broken.IsBroken = false;
            AlertWatch watch = Watch(broken, disk, new RecordAlerts(broken, new LocalMasterKey(new byte[LocalMasterKey.Length]), time));
            await watch.LookAsync(default);
            await watch.DeliverAsync(default);
            broken.IsBroken = true;
            await watch.LookAsync(default);
            await watch.DeliverAsync(default);
            (broken.IsBroken, disk.Findings) = (false, []);
            await watch.LookAsync(default);
            await watch.DeliverAsync(default);

            // A year in which whatever is kept for a time goes.
            time.Advance(TimeSpan.FromDays(365));
            foreach (string partition in new[] { "alerts", AlertBook.Told })
            {
                foreach (StoredRecord record in await records.QueryAsync(partition, "").ToListAsync())
                {
                    Assert.True(record.ExpiresAt is null || await records.TryDeleteAsync(record.Key, record.Version, default));
                }
            }
        }

        Assert.Equal(8, good.Alerts.Count);
        Assert.Equal(8, good.Alerts.Select(alert => alert.Id).Distinct().Count());
    }

    [Fact]
    public async Task A_source_that_cancels_by_itself_ends_nothing()
    {
        disk.Look = () => throw new TaskCanceledException("a client's own time-out");
        ScriptedSource late = new(AlertRule.NoHeartbeat) { Findings = [new AlertFinding(AlertRule.NoHeartbeat, "/health/ready")] };
        AlertWatch watch = Watch(late);

        await watch.LookAsync(default);
        await watch.DeliverAsync(default);

        Assert.Single(good.Alerts);
    }

    [Fact]
    public void A_channel_by_mail_is_known_by_its_address_and_does_not_tell_it()
    {
        string[] names = [.. new[] { "ops@example.org", "Ops@Example.org", "privacy@example.org" }.Select(address => new MailAlertChannel(address, new Mailbox(), new MailConfiguration()).Name)];

        Assert.Equal(names[0], names[1]);
        Assert.NotEqual(names[0], names[2]);
        Assert.All(names, name => Assert.Matches("^mail/[0-9a-f]{8}$", name));
    }

    private AlertWatch Watch(params IAlertSource[] sources) => Watch(records, [disk, .. sources], [bad, good]);

    private AlertWatch Watch(IRecordStore store, params IAlertSource[] sources) => Watch(store, sources, [bad, good]);

    private AlertWatch Watch(IRecordStore store, IReadOnlyList<IAlertSource> sources, IReadOnlyList<IAlertChannel> channels) => Watches.Of(store, sources, channels, time);

    private sealed class UnwritableRecords(IRecordStore inner) : IRecordStore
    {
        public bool IsBroken { get; set; }

        public Task<StoredRecord?> GetAsync(RecordKey key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

        public Task<long?> TryPutAsync(RecordKey key, ReadOnlyMemory<byte> value, long expectedVersion, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
            IsBroken ? throw new RecordsUnavailableException("full") : inner.TryPutAsync(key, value, expectedVersion, expiresAt, cancellationToken);

        public Task<bool> TryDeleteAsync(RecordKey key, long expectedVersion, CancellationToken cancellationToken) => inner.TryDeleteAsync(key, expectedVersion, cancellationToken);

        public IAsyncEnumerable<StoredRecord> QueryAsync(string partition, string sortPrefix, string? after = null, bool descending = false, CancellationToken cancellationToken = default) =>
            inner.QueryAsync(partition, sortPrefix, after, descending, cancellationToken);
    }

    private sealed class LostMasterKey : IMasterKey
    {
        public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> dataKey, string context, CancellationToken cancellationToken) =>
            throw new RecordsUnavailableException("The master key is gone.") { Code = "master-key" };

        public ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, string context, CancellationToken cancellationToken) => throw new NotSupportedException();

        public byte[] Derive(string label) => throw new NotSupportedException();
    }
}
