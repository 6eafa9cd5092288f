using Erasure.Core.Subjects;
using Erasure.Core.Vault;

namespace Erasure.Core.Erasures.Intake;

/// <summary>A request to erase one subject.</summary>
public sealed record IntakeRequest
{
    /// <summary>The person.</summary>
    public required Sealed<Subject> Subject { get; init; }

    /// <summary>Address for mails to the person; optional.</summary>
    public Sealed<string>? RequesterEmail { get; init; }

    /// <summary>Domains to erase in; all configured ones where it isn't given.</summary>
    public IReadOnlyList<string>? Domains { get; init; }

    /// <summary>The caller's own reference, such as a ticket number. Refused where it holds an identifier.</summary>
    public string? Reference { get; init; }

    /// <summary>When the person asked; now where it isn't given. The deadline runs from here.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>Name of the key that it came with, or of who was signed in; null where no key is asked for.</summary>
    public string? Caller { get; init; }

    /// <summary>The caller's idempotency key; kept as a keyed hash.</summary>
    public Sealed<string>? IdempotencyKey { get; init; }

    /// <summary>Who is told; null where no address was given.</summary>
    internal Requester? Requester => RequesterEmail is { } email ? new Requester(email, Reference) : null;

    internal IReadOnlyList<Sealed<string>> Addresses => RequesterEmail is { } email ? [email] : [];
}
