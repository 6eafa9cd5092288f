using Erasure.Core.Decisions;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Mail;
using Erasure.Core.Records;

namespace Erasure.Core.Tests.Erasures;

/// <summary>Domains, humans, mail, the store and the host do whatever they like for forty days; what was promised holds all the same.</summary>
public sealed class ChaosTests
{
    private static readonly string[] Domains = ["project", "orders", "crm"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_happens_nothing_owed_is_forgotten_and_every_end_is_clean(int seed)
    {
        Random random = new(seed);
        await using ErasureHost host = await ErasureHost.StartAsync(Domains);
        foreach (string domain in Domains)
        {
            host.Domains[domain].OnSubmit = _ => Answer(host, random);
            host.Domains[domain].OnCheck = _ => Answer(host, random);
        }

        host.Mail.Refuse = _ => Chance(random, 20) ? new MailDeliveryException("greylisted", isPermanent: false) : null;
        List<string> ids = [];
        for (int day = 0; day < 40; day++)
        {
            host.Records.FailAt(random.Next(1, 60), Chance(random, 50));
            if (day < 20)
            {
                await FileAsync(host, $"user-{random.Next(12)}", ids);
            }

            try
            {
                await ActAsync(host, random, ids[random.Next(ids.Count)]);
            }
            catch (IOException)
            {
                // Not answered: it may have been heard all the same.
            }

            await host.RunForAsync(TimeSpan.FromHours(random.Next(1, 40)));
            if (Chance(random, 15))
            {
                await host.RestartAsync();
            }

            try
            {
                await host.Reconciler.RunOnceAsync(default);
            }
            catch (IOException)
            {
                // The next one makes up for it.
            }
        }

        await SettleAsync(host, ids);
        foreach (string id in ids)
        {
            await AssertCleanEndAsync(host, id);
        }

        foreach (RecordKey key in host.Records.Keys.Keys.Where(key => key.Partition.Split('/')[0] is "vault" or "claim" or "intake" or "outbox"))
        {
            Assert.True(await host.Records.GetAsync(key, default) is null or { Value.IsEmpty: true }, $"{key} is left");
        }
    }

    private static async Task FileAsync(ErasureHost host, string userId, List<string> ids)
    {
        IntakeResult? result = null;
        while (result is null)
        {
            try
            {
                result = await host.Erasures.ReceiveAsync(ErasureHost.Request(userId), default);
            }
            catch (IOException)
            {
                // Not answered: whoever asked asks again.
            }
        }

        IntakeResult.Accepted accepted = Assert.IsType<IntakeResult.Accepted>(result);
        if (!ids.Contains(accepted.Erasure.Id))
        {
            ids.Add(accepted.Erasure.Id);
        }
    }

    private static async Task ActAsync(ErasureHost host, Random random, string id)
    {
        string domain = Domains[random.Next(Domains.Length)];
        HumanDecision decision = ErasureHost.Decision();
        _ = random.Next(8) switch
        {
            0 => await host.Erasures.CancelAsync(id, decision, default),
            1 => await host.Erasures.CloseAsync(id, decision, default),
            2 => await host.Erasures.ExtendAsync(id, decision, default),
            3 or 4 => await host.Erasures.RetryAsync(id, domain, decision, default),
            5 => await host.Erasures.ResolveAsync(id, domain, decision, default),
            6 when Chance(random, 30) => await TerminateAsync(host, $"{id}:{domain}"),
            7 when Chance(random, 10) => await TerminateAsync(host, id),
            _ => CommandResult.Accepted,
        };
    }

    private static async Task<CommandResult> TerminateAsync(ErasureHost host, string instance)
    {
        await host.Engine.Client.TryTerminateAsync(instance, "chaos", default);
        return CommandResult.Accepted;
    }

    /// <summary>Everything works again, and humans settle what is still owed.</summary>
    private static async Task SettleAsync(ErasureHost host, List<string> ids)
    {
        host.Records.FailAt(int.MaxValue, afterwards: false);
        host.Mail.Refuse = _ => null;
        foreach (string domain in Domains)
        {
            host.Domains[domain].OnSubmit = _ => new Outcome.Erased(1);
            host.Domains[domain].OnCheck = _ => new Outcome.Erased(1);
        }

        for (int i = 0; i < 3; i++)
        {
            await host.RunForAsync(TimeSpan.FromDays(1));
            await host.Reconciler.RunOnceAsync(default);
            foreach (string id in ids)
            {
                foreach (string domain in Domains)
                {
                    await host.CommandAsync(e => e.ResolveAsync(id, domain, ErasureHost.Decision(), default));
                }
            }
        }

        await host.RunForAsync(TimeSpan.FromDays(1));
        await host.Reconciler.RunOnceAsync(default);
    }

    private static async Task AssertCleanEndAsync(ErasureHost host, string id)
    {
        ErasureReport report = await host.ReportAsync(id);
        Assert.True(report.IsFinal);
        Assert.NotNull(report.Erasure.IdentifiersDestroyedAt);
        Assert.Equal(report.Domains.Select(domain => domain.Progress.State).ToList().Overall(), report.Erasure.State);
        string[] events = [.. report.Timeline.Select(entry => entry.Event)];
        Assert.Equal("received", events[0]);
        Assert.Single(events, e => e is "completed" or "failed" or "canceled");
        Assert.Single(events, "identifiers-destroyed");
        int givenUp = events.Count(e => e == "mail-given-up");

        // One whose delivery couldn't be written down may be given up at a later try.
        Assert.InRange(host.Mail.Mails.Count(mail => mail.Text.Contains(id, StringComparison.Ordinal)), report.Mails.Values.Sum() - givenUp, report.Mails.Values.Sum());
        Assert.Equal(1, report.Mails["requester-received"]);
        Assert.Equal(1, report.Mails.Where(mail => mail.Key is "requester-completed" or "requester-failed" or "requester-canceled").Sum(mail => mail.Value));
        Assert.All(Domains, domain => Assert.Contains(id, host.Domains[domain].Released));
    }

    private static Outcome Answer(ErasureHost host, Random random)
    {
        lock (random)
        {
            return random.Next(10) switch
            {
                0 => new Outcome.Erased(random.Next(100)),
                1 => new Outcome.NothingFound(),
                2 => new Outcome.Failed("http-503", Retryable: true),
                3 => new Outcome.Failed("http-400", Retryable: false),
                4 => new Outcome.Withheld("tax law", Chance(random, 50) ? host.Time.GetUtcNow().AddDays(random.Next(1, 30)) : null),
                5 => throw new InvalidOperationException("defect"),
                _ => new Outcome.Pending(Chance(random, 50) ? TimeSpan.FromHours(random.Next(1, 48)) : null),
            };
        }
    }

    private static bool Chance(Random random, int percent)
    {
        lock (random)
        {
            return random.Next(100) < percent;
        }
    }
}
