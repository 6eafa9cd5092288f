using System.Reflection;
using System.Text.Json.Serialization;
using Erasure.Core.Domains;
using Erasure.Core.Durable;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Orchestration;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Erasures;

/// <summary>What a domain's part does with a command, as <c>docs/protocol.md</c> has it.</summary>
public sealed class ProtocolTests
{
    private static readonly string[] Kinds = ["retry", "resolve", "stop", "extend", "ask"];

    /// <summary>The table's cells: state, command, what comes of it.</summary>
    public static TheoryData<DomainState, string, string> Cells()
    {
        TheoryData<DomainState, string, string> cells = [];
        foreach (string[] row in Table().Skip(2))
        {
            for (int i = 0; i < Kinds.Length; i++)
            {
                cells.Add(Enum.Parse<DomainState>(row[0].Trim('`')), Kinds[i], row[i + 1]);
            }
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_part_handles_commands_as_the_table_says(DomainState state, string command, string effect)
    {
        await using ErasureHost host = await ErasureHost.StartAsync("orders");
        host.Domains["orders"].OnSubmit = _ => state switch
        {
            DomainState.Waiting => new Outcome.Failed("http-503", Retryable: true),
            DomainState.Submitted => new Outcome.Pending(TimeSpan.FromDays(60)),
            DomainState.Withheld => new Outcome.Withheld("tax law", null),
            _ => new Outcome.Failed("http-400", Retryable: false),
        };
        string id = await host.RunAsync();
        DomainProgress before = await host.DomainAsync(id, "orders");
        Assert.Equal((state, 1), (before.State, host.Domains["orders"].Asked.Count));
        DateTimeOffset deadline = (await host.ViewAsync(id)).Erasure.Deadline;

        await host.Engine.Client.TryRaiseEventAsync($"{id}:orders", DomainCommand.EventName, Command(command, deadline), default);
        await host.Engine.Engine.WhenIdleAsync();

        DomainProgress after = await host.DomainAsync(id, "orders");
        string came = after.State.IsOver() ? "ends"
            : after.Attempt > before.Attempt ? "a new attempt"
            : host.Domains["orders"].Asked.Count > 1 ? "asked at once"
            : "ignored";
        if (effect == "the deadline moves")
        {
            Assert.Equal("ignored", came);
            await host.RunForAsync(deadline.AddDays(10) - host.Time.GetUtcNow());
            Assert.Equal(state is DomainState.Waiting ? DomainState.Failed : state, (await host.DomainAsync(id, "orders")).State);
            Assert.DoesNotContain(host.Mail.SubjectsTo("orders-admin@example.org"), subject => subject.Contains("overdue", StringComparison.Ordinal));
            return;
        }

        Assert.Equal(effect, came);
    }

    [Fact]
    public void The_tables_have_every_state_and_command()
    {
        string page = File.ReadAllText(Repository.PathOf("docs/protocol.md"));

        Assert.Equal(Kinds, KindsOf<DomainCommand>());
        Assert.Equal(["State", .. Kinds.Select(kind => kind == "retry" ? "`retry` of this attempt" : $"`{kind}`")], Table().First());
        Assert.Equal(Enum.GetNames<DomainState>().Where(name => !Enum.Parse<DomainState>(name).IsOver()), Table().Skip(2).Select(row => row[0].Trim('`')));
        Assert.All([.. KindsOf<ErasureCommand>().Select(kind => $"`{kind}`"), .. Enum.GetNames<DomainState>().Select(name => $"`{name}`")], word => Assert.Contains(word, page, StringComparison.Ordinal));
    }

    private static DomainCommand Command(string kind, DateTimeOffset deadline) => kind switch
    {
        "retry" => new DomainCommand.Retry(1, ErasureHost.Decision()),
        "resolve" => new DomainCommand.Resolve(ErasureHost.Decision()),
        "stop" => new DomainCommand.Stop(DomainState.Canceled),
        "extend" => new DomainCommand.Extend(deadline.AddDays(60)),
        _ => new DomainCommand.Ask(),
    };

    private static string[] KindsOf<T>() => [.. typeof(T).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(type => (string)type.TypeDiscriminator!)];

    private static IEnumerable<string[]> Table()
    {
        string page = File.ReadAllText(Repository.PathOf("docs/protocol.md"));
        return page.Split("<!-- commands: begin -->")[1].Split("<!-- commands: end -->")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries));
    }
}
