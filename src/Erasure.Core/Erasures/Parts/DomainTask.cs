using Erasure.Core.Decisions;
using Erasure.Core.Domains;
using Erasure.Core.Durable;

namespace Erasure.Core.Erasures.Parts;

/// <summary>One domain's part and how far it is: input of <see cref="EraseInDomain"/>, and what that carries over when it continues as new.</summary>
public sealed record DomainTask
{
    /// <summary>The erasure.</summary>
    public required string ErasureId { get; init; }

    /// <summary>The domain.</summary>
    public required string Domain { get; init; }

    /// <summary>When it must be done.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>How it is polled and reminded, as configured when the erasure began.</summary>
    public required DomainTerms Terms { get; init; }

    /// <summary>Its state.</summary>
    public DomainState State { get; init; } = DomainState.Waiting;

    /// <summary>Since when it is in that state.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>1, and one more each time a human has it try again or a withholding ends.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>Submissions within the attempt; those that a human hurried replace the one before.</summary>
    public int Submissions { get; init; }

    /// <summary>Times that a human had it go on at once while it waited, over all attempts.</summary>
    public int Hurries { get; init; }

    /// <summary>Checks so far, over all attempts.</summary>
    public long Checks { get; init; }

    /// <summary>Checks within the attempt; the wait grows with them.</summary>
    public long ChecksOfAttempt { get; init; }

    /// <summary>Times in a row that asking it failed, and not the domain.</summary>
    public int Faults { get; init; }

    /// <summary>When the domain is asked next; null where only a human moves it.</summary>
    public DateTimeOffset? AskAt { get; init; }

    /// <summary>When asking ends and it fails: the deadline, or a while after a retry that came later.</summary>
    public DateTimeOffset GiveUpAt { get; init; }

    /// <summary>Notices up to then are given.</summary>
    public DateTimeOffset NoticedUpTo { get; init; }

    /// <summary>The last thing that it said.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>What it said to have erased before the same was asked for again; null where it wasn't, or nothing was.</summary>
    public Outcome.Erased? Before { get; init; }

    /// <summary>Who resolved it, and the note.</summary>
    public HumanDecision? Resolution { get; init; }

    /// <summary>The domain's instance id.</summary>
    internal string InstanceId => DomainCommand.InstanceIdOf(ErasureId, Domain);

    /// <summary>The domain's part as records and views show it.</summary>
    internal DomainProgress Progress(DateTimeOffset now) => new()
    {
        Domain = Domain,
        State = State,
        Attempt = Attempt,
        Checks = Checks,
        Outcome = Outcome,
        Before = Before,
        Resolution = Resolution,
        UpdatedAt = now,
    };

    /// <summary>How long it waits after an answer before it is asked again; null where it isn't, or a human decides.</summary>
    /// <param name="outcome">The answer.</param>
    /// <param name="isSubmission">It was asked to erase, and not how far it is.</param>
    internal TimeSpan? WaitAfter(Outcome outcome, bool isSubmission) => outcome switch
    {
        Outcome.Failed { Retryable: true } when isSubmission => Submissions >= Terms.SubmissionAttempts
            ? null
            : Backoff.Wait(Terms.SubmissionRetry, factor: 3, Terms.MaxSubmissionRetry ?? Terms.MaxInterval, Submissions - 1),
        Outcome.Pending { RetryAfter: { } after } when after > TimeSpan.Zero => after,
        Outcome.Pending or Outcome.Failed { Retryable: true } => Backoff.Wait(Terms.Interval, Terms.Backoff, Terms.MaxInterval, ChecksOfAttempt),
        _ => null,
    };

    /// <summary>When that is: the last question is put when asking ends, never past it.</summary>
    internal DateTimeOffset AskAfter(TimeSpan wait, DateTimeOffset now) => GiveUpAt - now < wait ? GiveUpAt : now + wait;

    /// <summary>Begins an attempt that is due now.</summary>
    internal DomainTask BeginAttempt(int attempt, DateTimeOffset now) => this with
    {
        State = DomainState.Waiting,
        Since = now,
        Attempt = attempt,
        Submissions = 0,
        Faults = 0,
        ChecksOfAttempt = 0,
        AskAt = now,
        GiveUpAt = Deadline > now ? Deadline : now + Terms.FailedReminder,
    };

    /// <summary>Begins another attempt of what is over, since the same was asked for again.</summary>
    internal DomainTask AskAgain(DateTimeOffset now) => BeginAttempt(Attempt + 1, now) with { Before = Outcome as Outcome.Erased ?? Before, Resolution = null };

    /// <summary>Goes on now with what waits anyway. That costs none of the attempt's submissions, or whoever hurries a domain through an outage would use them up in a minute.</summary>
    internal DomainTask Hurry(DateTimeOffset now) => this with { AskAt = now, Submissions = Math.Max(0, Submissions - 1), Hurries = Hurries + 1 };

    /// <summary>Moves the deadline, and with it the end of asking where that was the deadline.</summary>
    internal DomainTask Extend(DateTimeOffset deadline) => this with { Deadline = deadline, GiveUpAt = GiveUpAt == Deadline ? deadline : GiveUpAt };
}
