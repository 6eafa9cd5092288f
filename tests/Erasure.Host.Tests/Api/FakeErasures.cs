using System.Collections.Concurrent;
using Erasure.Core.Decisions;
using Erasure.Core.Domains;
using Erasure.Core.Domains.Calls;
using Erasure.Core.Erasures;
using Erasure.Core.Erasures.Ending;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Ledger;
using Erasure.Core.Subjects;

namespace Erasure.Host.Tests.Api;

/// <summary>An erasure service that remembers what it was asked, and answers what the test says.</summary>
internal sealed class FakeErasures : IErasureService
{
    public const string Id = "0190a6f0c1d27b8e9f00112233445566";

    private static readonly DateTimeOffset Received = new(2026, 1, 31, 9, 30, 0, TimeSpan.Zero);

    private readonly SemaphoreSlim received = new(0);

    public ConcurrentQueue<IntakeRequest> Requests { get; } = new();

    public ConcurrentQueue<(string Command, string Id, string? Domain, HumanDecision Decision)> Commands { get; } = new();

    public Func<IntakeRequest, IntakeResult> OnReceive { get; set; } = _ => new IntakeResult.Accepted(Record(), IsNew: true);

    public CommandResult OnCommand { get; set; } = CommandResult.Accepted;

    public Func<CommandResult>? OnDecide { get; set; }

    public ErasureFilter? Filter { get; private set; }

    public int Top { get; private set; }

    public string? Continuation { get; private set; }

    public Sealed<Subject>? Subject { get; set; }

    public DomainState OrderState { get; set; } = DomainState.Failed;

    public static DomainCall Call { get; } = new()
    {
        Id = "0190a6f0c1d27b8e9f00112233447788",
        Domain = "order",
        At = Received.AddMinutes(1),
        Operation = "submit",
        Attempt = 1,
        Method = "POST",
        Address = "https://orders.example.org/erasures",
        Status = 400,
        Milliseconds = 41,
        Outcome = "failed",
        Code = "http-400",
        RequestHeaders = new Dictionary<string, string>(StringComparer.Ordinal) { ["Content-Type"] = "application/json" },
        RequestBody = """{"subject": {"user_id": "string(12)"}}""",
        ResponseHeaders = new Dictionary<string, string>(StringComparer.Ordinal) { ["Content-Type"] = "application/json" },
        ResponseBody = """{"status": "failed", "reason": "string(9)"}""",
    };

    public static ErasureRecord Record() => new()
    {
        Id = Id,
        ReceivedAt = Received,
        Deadline = Received.AddDays(28),
        Domains = ["project", "order"],
        Reference = "T-1",
        State = ErasureState.ActionRequired,
    };

    /// <summary>Completes once that many requests have come.</summary>
    public async Task WaitForRequestsAsync(int count)
    {
        while (Requests.Count < count)
        {
            await received.WaitAsync();
        }
    }

    public Task<IntakeResult> ReceiveAsync(IntakeRequest request, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        received.Release();
        return Task.FromResult(OnReceive(request));
    }

    public Task<ErasureView?> GetAsync(string erasureId, CancellationToken cancellationToken) =>
        Task.FromResult(erasureId == Id ? new ErasureView(Record(), IsOverdue: false, Progress(), Timeline()) : null);

    public Task<ErasurePage> ListAsync(ErasureFilter filter, int top, string? continuation, CancellationToken cancellationToken)
    {
        (Filter, Top, Continuation) = (filter, top, continuation);
        return continuation == "broken" ? throw new FormatException("broken") : Task.FromResult(new ErasurePage([Record()], "next page"));
    }

    public Task<ErasureReport?> GetReportAsync(string erasureId, CancellationToken cancellationToken) =>
        Task.FromResult(erasureId == Id
            ? new ErasureReport
            {
                Erasure = Record(),
                IsFinal = false,
                Domains = [.. Progress().Select(progress => new DomainReport(progress, Details: null))],
                Mails = new Dictionary<string, int>(StringComparer.Ordinal) { ["received"] = 1 },
                Timeline = Timeline(),
            }
            : null);

    public Task<IReadOnlyList<DomainCall>> GetCallsAsync(string erasureId, string domain, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DomainCall>>(domain == Call.Domain ? [Call] : []);

    public Task<DomainCall?> GetCallAsync(string erasureId, string domain, string callId, CancellationToken cancellationToken) =>
        Task.FromResult((erasureId, domain, callId) == (Id, Call.Domain, Call.Id) ? Call : null);

    public Task<CommandResult> CancelAsync(string erasureId, HumanDecision decision, CancellationToken cancellationToken) => Take("cancel", erasureId, null, decision);

    public Task<CommandResult> CloseAsync(string erasureId, HumanDecision decision, CancellationToken cancellationToken) => Take("close", erasureId, null, decision);

    public Task<CommandResult> ExtendAsync(string erasureId, HumanDecision decision, CancellationToken cancellationToken) => Take("extend", erasureId, null, decision);

    public Task<CommandResult> RetryAsync(string erasureId, string domain, HumanDecision decision, CancellationToken cancellationToken) => Take("retry", erasureId, domain, decision);

    public Task<CommandResult> ResolveAsync(string erasureId, string domain, HumanDecision decision, CancellationToken cancellationToken) => Take("resolve", erasureId, domain, decision);

    public Task<Sealed<Subject>?> RevealSubjectAsync(string erasureId, string domain, HumanDecision decision, CancellationToken cancellationToken)
    {
        Commands.Enqueue(("reveal", erasureId, domain, decision));
        return Task.FromResult(Subject);
    }

    private Task<CommandResult> Take(string command, string id, string? domain, HumanDecision decision)
    {
        Commands.Enqueue((command, id, domain, decision));
        return Task.FromResult(OnDecide?.Invoke() ?? OnCommand);
    }

    private DomainProgress[] Progress() =>
    [
        new() { Domain = "project", State = DomainState.Erased, Attempt = 1, Outcome = new Outcome.Erased(3), UpdatedAt = Received },
        new() { Domain = "order", State = OrderState, Attempt = 1, Outcome = new Outcome.Failed("http-400", Retryable: false), UpdatedAt = Received },
    ];

    private static LedgerEntry[] Timeline() =>
    [
        new(1, Received, "received", Domain: null, Details: null),
        new(2, Received.AddSeconds(1), "domain-erased", "project", Details: null),
        new(3, Received.AddSeconds(2), "domain-failed", "order", Details: null),
    ];
}
