using Erasure.Core.Domains;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Domains.Http;
using Erasure.Core.Operations;
using Erasure.Core.Subjects;
using Erasure.Tests.Shared;

namespace Erasure.Core.Tests.Domains;

/// <summary>A connector, a person, and a domain on loopback that answers as it is told.</summary>
public abstract class HttpConnectorFixture : IAsyncLifetime
{
    protected static readonly TimeSpan LongWait = TimeSpan.FromMinutes(5);
    protected const string UserId = "u-4711/ä?";
    private protected static readonly DomainErasure Erasure = new("0190a", "orders", 1, new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));
    private protected static readonly Sealed<Subject> Person = new(new Subject(new Dictionary<string, string> { ["user_id"] = UserId, ["email"] = "jane.doe@example.org" }));

    private protected ImpatientTime Time { get; } = new(longWait: LongWait);

    protected Dictionary<string, string> Environment { get; } = new() { ["KEY"] = "s3cret" };

    private protected MemoryRecords Records { get; } = new();

    private protected DomainServer Server { get; private set; } = null!;

    private protected DomainCalls Calls => new(Records, new OperationsConfiguration(), Time);

    public async Task InitializeAsync() => Server = await DomainServer.StartAsync();

    public async Task DisposeAsync() => await Server.DisposeAsync();

    private protected HttpConnectorConfiguration Options() => new() { Url = Server.Url, Timeout = LongWait, Answer = new HttpAnswerConfiguration { Reasons = ["legal-hold"] } };

    private protected async Task<Outcome> SubmitAsync(HttpConnectorConfiguration options)
    {
        using HttpConnector connector = new(options, Environment.GetValueOrDefault, Calls, Time);
        return await connector.SubmitAsync(Erasure, Person, CancellationToken.None);
    }

    private protected async Task<Outcome> CheckAsync(HttpConnectorConfiguration options)
    {
        using HttpConnector connector = new(options, Environment.GetValueOrDefault, Calls, Time);
        return await connector.CheckAsync(Erasure, Person, CancellationToken.None);
    }
}
