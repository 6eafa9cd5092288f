using System.Text.Json.Nodes;
using Erasure.Core.Domains;
using Erasure.Core.Erasures;
using Erasure.Embedded.Sqlite;
using Erasure.Tests.Shared.Jobs;
using Erasure.Tests.Shared.Upgrades;

namespace Erasure.Host.Tests.Upgrades;

/// <summary>Drives a host into every situation that an erasure can be in, and saves its files as a kill would leave them.</summary>
internal sealed class StateMaker
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, string> ids = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool isVerifying;
    private int replaced;
    private int verified;

    private StateMaker(bool isVerifying) => this.isVerifying = isVerifying;

    /// <summary>Makes one.</summary>
    /// <param name="work">A folder to work in.</param>
    /// <param name="state">An empty folder for the state.</param>
    /// <param name="isVerifying">The deletion job is to stand where some objects are verified, rather than where some are erased.</param>
    public static Task MakeAsync(string work, string state, bool isVerifying) => new StateMaker(isVerifying).MakeAsync(work, state);

    private async Task MakeAsync(string work, string state)
    {
        UpgradeLake.Write(Path.Combine(work, "lake"));
        await using StubDomains domains = await StubDomains.StartAsync();
        domains.OnSubmit = AnswerOf;
        domains.WithheldUntil = Start.AddDays(50);
        await using UpgradeHost host = await UpgradeHost.StartAsync(
            work,
            Start,
            domains,
            lake => new ObjectStoreSpy(lake) { BeforeOpen = BeforeOpenAsync, BeforeReplace = BeforeReplaceAsync },
            IsRefused);
        try
        {
            await FileFirstAsync(host);
            await host.RunForAsync(TimeSpan.FromDays(29));
            await FileLastAsync(host);
            await domains.Silence.WaitAsync(TimeSpan.FromMinutes(1));
            await reached.Task.WaitAsync(TimeSpan.FromMinutes(1));
            await FileAsync(host, "queued", "lake");
            await ForSubmissionAsync(host, "queued");

            host.Halt();
            await host.DecideAsync($"/api/erasures/{ids["canceling"]}/cancel");
            await FileAsync(host, "received", "crm");
            await SaveAsync(host, domains, work, state);
        }
        finally
        {
            released.SetResult();
            domains.LetGo();
        }
    }

    private async Task FileFirstAsync(UpgradeHost host)
    {
        await host.PutAsync("/api/data-mappers/contacts", UpgradeHost.Mapper("contacts", "json", "who"));
        await RunAsync(host, "ended", "crm", "orders");
        await RunAsync(host, "overdue", "crm", "archive");
        await RunAsync(host, "canceled", "archive");
        await host.CommandAsync($"/api/erasures/{ids["canceled"]}/cancel");
        await RunAsync(host, "closed", "orders");
        await host.CommandAsync($"/api/erasures/{ids["closed"]}/close");
    }

    private async Task FileLastAsync(UpgradeHost host)
    {
        await RunAsync(host, "polling", "crm", "archive");
        await RunAsync(host, "extended", "archive");
        await host.CommandAsync($"/api/erasures/{ids["extended"]}/extend", "reason");
        await RunAsync(host, "withheld", "crm");
        await RunAsync(host, "refused", "crm", "orders");
        await RunAsync(host, "terminated", "orders");
        await host.SteerAsync($"{ids["terminated"]}:orders", "terminate?reason=defect");
        await RunAsync(host, "suspended", "archive");
        await RunAsync(host, "canceling", "archive");

        // Past the first one's deadline.
        await host.RunForAsync(TimeSpan.FromDays(2));

        // An object that can't be read, which a human has dealt with.
        await RunAsync(host, "attic", "attic");
        await host.RunForAsync(TimeSpan.FromHours(2));
        string failure = (string)(await host.GetAsync("/api/failures"))["failures"]![0]!["id"]!;
        await host.PostAsync($"/api/failures/{failure}/accept", new JsonObject { ["by"] = "Kim Doe", ["note"] = "cut out by hand", ["means"] = "dealt-with" });
        await host.RunForAsync(TimeSpan.FromHours(2));

        await host.SteerAsync(ids["suspended"], "suspend?reason=looking");
        await host.CommandAsync($"/api/erasures/{ids["suspended"]}/domains/archive/resolve");
        await RunAsync(host, "retrying", "orders");
        await RunAsync(host, "mailing", "crm");
        await FileAsync(host, "asked", "crm");
        await FileAsync(host, "lake", "lake", "crm");
    }

    private async Task RunAsync(UpgradeHost host, string story, params string[] domains) => ids[story] = await host.RunAsync(story, domains);

    private async Task FileAsync(UpgradeHost host, string story, params string[] domains) => ids[story] = await host.FileAsync(story, domains);

    private static async Task ForSubmissionAsync(UpgradeHost host, string story)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(1));
        while ((await host.ViewAsync(story)).Domains[0].State != DomainState.Submitted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }
    }

    private async Task SaveAsync(UpgradeHost host, StubDomains domains, string work, string state)
    {
        Directory.CreateDirectory(Path.Combine(state, "data"));
        DatabaseBackup.Write(Path.Combine(work, "data/erasure.db"), Path.Combine(state, "data/erasure.db"));
        File.Copy(Path.Combine(work, "master.key"), Path.Combine(state, "master.key"));
        foreach (string file in new[] { "data/mail", "lake" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(work, folder), "*", SearchOption.AllDirectories)))
        {
            string copy = Path.Combine(state, Path.GetRelativePath(work, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        Dictionary<string, ErasureState> states = new(StringComparer.Ordinal);
        foreach (string story in ids.Keys)
        {
            states[story] = (await host.ViewAsync(story)).Erasure.State;
        }

        await StateArchive.WriteAsync(
            state, new SavedState { At = host.Time.GetUtcNow(), Ids = ids, States = states, Submissions = [.. domains.Submissions], Delivered = [.. host.Delivered] });
    }

    private static StubAnswer AnswerOf(string domain, string user) => (domain, user[2..user.IndexOf("-canary", StringComparison.Ordinal)]) switch
    {
        (_, "asked") => StubAnswer.Silent,
        (_, "withheld") => StubAnswer.Withheld,
        ("orders", "refused" or "closed") => StubAnswer.Refused,
        ("orders", "retrying") => StubAnswer.Busy,
        ("orders", "terminated") or ("archive", _) => StubAnswer.Pending,
        _ => StubAnswer.Erased,
    };

    private static bool IsRefused(string address) => address == Stories.MailOf("mailing");

    // Two objects are replaced, one is tried again later, the next ones are under way.
    private async Task BeforeReplaceAsync(string key)
    {
        if (key.StartsWith("attic", StringComparison.Ordinal))
        {
            return;
        }

        int number = Interlocked.Increment(ref replaced);
        if (number == 2 && !isVerifying)
        {
            throw new IOException("Not now.");
        }

        if (number > 3 && !isVerifying)
        {
            reached.TrySetResult();
            await released.Task;
        }
    }

    private async Task BeforeOpenAsync(string key)
    {
        if (isVerifying && Volatile.Read(ref replaced) == 7 && Interlocked.Increment(ref verified) > 3)
        {
            reached.TrySetResult();
            await released.Task;
        }
    }
}
