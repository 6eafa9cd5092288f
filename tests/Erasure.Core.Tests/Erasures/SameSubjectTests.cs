using Erasure.Core.Decisions;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Subjects;

namespace Erasure.Core.Tests.Erasures;

/// <summary>One live erasure per subject, however often and at once it is asked for.</summary>
public sealed class SameSubjectTests
{
    [Fact]
    public async Task Fifty_at_once_become_one()
    {
        await using ErasureHost host = await WaitingHostAsync();

        IntakeResult[] results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => host.Erasures.ReceiveAsync(ErasureHost.Request("user-1"), default))));
        await host.Engine.Engine.WhenIdleAsync();

        IntakeResult.Accepted[] accepted = [.. results.Cast<IntakeResult.Accepted>()];
        Assert.Single(accepted.Select(result => result.Erasure.Id).Distinct());
        Assert.Single(accepted, result => result.IsNew);
        Assert.Single(host.Logs.Lines, line => line.Contains(" received for ", StringComparison.Ordinal));
        Assert.Equal(1, host.Domains["project"].Submissions);
        Assert.Single((await host.Erasures.ListAsync(new ErasureFilter(), 10, continuation: null, default)).Erasures);
    }

    [Fact]
    public async Task Of_subjects_that_overlap_one_runs_and_the_others_hear_of_it()
    {
        await using ErasureHost host = await WaitingHostAsync();
        Dictionary<string, string>[] subjects =
        [
            new() { ["user_id"] = "u1" },
            new() { ["user_id"] = "u1", ["email"] = "e1@example.org" },
            new() { ["email"] = "e1@example.org", ["phone"] = "p1" },
            new() { ["phone"] = "p1", ["user_id"] = "u1" },
        ];

        for (int round = 0; round < 10; round++)
        {
            IntakeResult[] results = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() => host.Erasures.ReceiveAsync(RequestOf(subjects[i % subjects.Length]), default))));
            await host.Engine.Engine.WhenIdleAsync();
            string[] ids = [.. results.OfType<IntakeResult.Accepted>().Select(result => result.Erasure.Id).Distinct()];
            foreach (string id in ids)
            {
                Assert.Equal(CommandResult.Accepted, await host.CommandAsync(e => e.CancelAsync(id, ErasureHost.Decision(), default)));
            }

            // u1 and p1 meet in every other subject, but {user_id} and {email, phone} don't meet each other.
            Assert.InRange(ids.Length, 1, 2);
        }
    }

    [Fact]
    public async Task Other_domains_or_identifiers_are_a_conflict_and_an_ended_erasure_is_none()
    {
        await using ErasureHost host = await WaitingHostAsync("project", "orders");
        ErasureRecord running = await host.ReceiveAsync(ErasureHost.Request("user-1", requester: null, "project"));

        IntakeResult.Conflict domains = Assert.IsType<IntakeResult.Conflict>(await host.Erasures.ReceiveAsync(ErasureHost.Request("user-1"), default));
        IntakeResult.Conflict identifiers = Assert.IsType<IntakeResult.Conflict>(
            await host.Erasures.ReceiveAsync(RequestOf(new() { ["user_id"] = "user-1", ["email"] = "one@example.org" }), default));
        IntakeResult.Accepted same = Assert.IsType<IntakeResult.Accepted>(
            await host.Erasures.ReceiveAsync(ErasureHost.Request("user-1", requester: null, "project"), default));

        Assert.Equal(running.Id, domains.ErasureId);
        Assert.Equal(running.Id, identifiers.ErasureId);
        Assert.Equal((running.Id, false), (same.Erasure.Id, same.IsNew));

        await host.CommandAsync(e => e.CancelAsync(running.Id, ErasureHost.Decision(), default));
        ErasureRecord next = await host.ReceiveAsync(ErasureHost.Request("user-1"));
        Assert.NotEqual(running.Id, next.Id);
    }

    [Fact]
    public async Task An_idempotency_key_finds_its_erasure_even_after_its_end()
    {
        await using ErasureHost host = await ErasureHost.StartAsync("project");
        IntakeRequest request = ErasureHost.Request("user-1") with { IdempotencyKey = new Sealed<string>("key-1") };
        ErasureRecord first = await host.ReceiveAsync(request);
        await host.Engine.Engine.WhenIdleAsync();

        IntakeResult.Accepted again = Assert.IsType<IntakeResult.Accepted>(await host.Erasures.ReceiveAsync(request, default));
        Assert.Equal((first.Id, false, ErasureState.Completed), (again.Erasure.Id, again.IsNew, again.Erasure.State));
        Assert.IsType<IntakeResult.Conflict>(
            await host.Erasures.ReceiveAsync(ErasureHost.Request("user-2") with { IdempotencyKey = new Sealed<string>("key-1") }, default));
        Assert.NotEqual(first.Id, (await host.ReceiveAsync(ErasureHost.Request("user-1"))).Id);
    }

    private static async Task<ErasureHost> WaitingHostAsync(params string[] domains)
    {
        string[] names = domains.Length == 0 ? ["project"] : domains;
        ErasureHost host = await ErasureHost.StartAsync(names);
        foreach (string name in names)
        {
            host.Domains[name].OnSubmit = _ => new Outcome.Pending();
        }

        return host;
    }

    private static IntakeRequest RequestOf(Dictionary<string, string> identifiers) => new() { Subject = new Sealed<Subject>(new Subject(identifiers)) };
}
