using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Erasure.Core.Domains;
using Erasure.Core.Subjects;

namespace Erasure.Core.Tests.Erasures;

/// <summary>Domains that do as a test says, and remember what they were asked.</summary>
internal sealed class ScriptedConnectors : IConnectors
{
    private readonly ConcurrentDictionary<string, ScriptedConnector> connectors = new();

    public ScriptedConnector this[string domain] => connectors.GetOrAdd(domain, _ => new ScriptedConnector());

    public IConnector For(string domain) => this[domain].IsConfigured ? this[domain] : throw new KeyNotFoundException();
}

/// <summary>One such domain.</summary>
internal sealed class ScriptedConnector : IConnector
{
    private readonly Lock gate = new();
    private int underWay;

    public bool IsConfigured { get; set; } = true;

    /// <summary>What it answers to a submission; erases at once where nothing is said.</summary>
    public Func<DomainErasure, Outcome> OnSubmit { get; set; } = _ => new Outcome.Erased(1);

    /// <summary>What it answers to a check.</summary>
    public Func<DomainErasure, Outcome> OnCheck { get; set; } = _ => new Outcome.Pending();

    public Action OnRelease { get; set; } = () => { };

    /// <summary>What it does before it answers: nothing, or hang.</summary>
    public Func<CancellationToken, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Most calls at once so far.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>Calls that were ended before the answer.</summary>
    public int Ended { get; private set; }

    public JsonNode? Account { get; set; }

    /// <summary>What it keeps of all that it has erased so far; null where it keeps nothing.</summary>
    public ErasedSoFar? Kept { get; set; }

    public ConcurrentQueue<(string Verb, DomainErasure Erasure)> Asked { get; } = new();

    public ConcurrentQueue<string> Released { get; } = new();

    /// <summary>The identifiers that the last call brought.</summary>
    public IReadOnlyDictionary<string, string>? Seen { get; private set; }

    public int Submissions => Asked.Count(ask => ask.Verb == "submit");

    public int Checks => Asked.Count(ask => ask.Verb == "check");

    public Task<Outcome> SubmitAsync(DomainErasure erasure, Sealed<Subject> subject, CancellationToken cancellationToken) =>
        AnswerAsync("submit", OnSubmit, erasure, subject, cancellationToken);

    public Task<Outcome> CheckAsync(DomainErasure erasure, Sealed<Subject> subject, CancellationToken cancellationToken) =>
        AnswerAsync("check", OnCheck, erasure, subject, cancellationToken);

    public Task<JsonNode?> DescribeAsync(DomainErasure erasure, CancellationToken cancellationToken) =>
        Task.FromResult(Released.IsEmpty ? Account?.DeepClone() : null);

    public Task<ErasedSoFar?> ErasedAsync(DomainErasure erasure, CancellationToken cancellationToken) => Task.FromResult(Kept);

    public Task ReleaseAsync(DomainErasure erasure, CancellationToken cancellationToken)
    {
        OnRelease();
        Released.Enqueue(erasure.ErasureId);
        return Task.CompletedTask;
    }

    private async Task<Outcome> AnswerAsync(string verb, Func<DomainErasure, Outcome> answer, DomainErasure erasure, Sealed<Subject> subject, CancellationToken cancellationToken)
    {
        Asked.Enqueue((verb, erasure));
        Seen = subject.Open().Identifiers;
        lock (gate)
        {
            MostAtOnce = Math.Max(MostAtOnce, ++underWay);
        }

        try
        {
            await Before(cancellationToken);
            return answer(erasure);
        }
        finally
        {
            lock (gate)
            {
                underWay--;
                Ended += cancellationToken.IsCancellationRequested ? 1 : 0;
            }
        }
    }
}
