using System.Text.RegularExpressions;
using Erasure.Core.Domains;
using Erasure.Core.Mail;
using Erasure.Core.Settings;
using Erasure.Core.Subjects;

namespace Erasure.Core.Erasures.Intake;

/// <summary>Finds everything that is wrong with a request. Messages never repeat a value.</summary>
internal sealed partial class IntakeValidator(IReadOnlyList<DomainConfiguration> configured, TimeProvider time, IMailTransport? mails = null)
{
    private const int MaxIdentifiers = 20;
    private const int MaxReferenceLength = 200;
    private const int MaxKeyLength = 255;
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(366);

    private readonly HashSet<string> domains = [.. configured.Select(domain => domain.Name)];

    /// <summary>A reference that names the person, or one who asked.</summary>
    public static FieldProblem NamingReference { get; } = new("reference", "must not hold an identifier of the subject or the requester's address: it outlives them");

    /// <summary>Every problem; none where the request is right.</summary>
    public IReadOnlyList<FieldProblem> Check(IntakeRequest request)
    {
        List<FieldProblem> problems = [];
        CheckSubject(request.Subject.Open(), problems);
        CheckEmail(request.RequesterEmail, problems);
        CheckDomains(request.Domains, problems);
        CheckReference(request, problems);
        CheckReceivedAt(request.ReceivedAt, problems);
        if (request.IdempotencyKey?.Open() is { } key && (key.Length is 0 or > MaxKeyLength || IdentifierValue.HasControls(key)))
        {
            problems.Add(new FieldProblem("Idempotency-Key", $"must be 1 to {MaxKeyLength} characters without control characters"));
        }

        return problems;
    }

    private static void CheckSubject(Subject subject, List<FieldProblem> problems)
    {
        if (subject.Identifiers.Count is 0 or > MaxIdentifiers)
        {
            problems.Add(new FieldProblem("subject", $"must have 1 to {MaxIdentifiers} identifiers, such as user_id"));
        }

        foreach ((string name, string? value) in subject.Identifiers)
        {
            if (!IdentifierName().IsMatch(name))
            {
                // The name isn't repeated: whoever swaps names and values puts the person there.
                problems.Add(new FieldProblem("subject", "identifier names are lower-case letters, digits, '_', '-' and '.', beginning with a letter, at most 64"));
            }
            else if (IdentifierValue.WhatIsWrongWith(value) is { } wrong)
            {
                problems.Add(new FieldProblem($"subject.{FieldNames.Shown(name)}", wrong));
            }
        }
    }

    private void CheckEmail(Sealed<string>? email, List<FieldProblem> problems)
    {
        if (email?.Open() is not { } address)
        {
            return;
        }

        if (!MailAddressForm.IsMet(address))
        {
            problems.Add(new FieldProblem("requester.email", "must be an e-mail address, such as name@example.org"));
        }
        else if (!ReachableAddress.IsOne(address))
        {
            problems.Add(new FieldProblem("requester.email", "is an address that no mail can reach: its host isn't one that can be on the Internet, or what is before the @ is no mailbox. Give another one, or none"));
        }
        else if (mails?.CanReach(address) == false)
        {
            problems.Add(new FieldProblem("requester.email", "is an address to which no mail can be sent from here: give another one in ASCII, such as name@example.org, or none"));
        }
    }

    private void CheckDomains(IReadOnlyList<string>? requested, List<FieldProblem> problems)
    {
        if (requested is { Count: 0 })
        {
            problems.Add(new FieldProblem("domains", "must name at least one domain; leave it out for all of them"));
        }

        for (int i = 0; i < requested?.Count; i++)
        {
            if (!domains.Contains(requested[i]))
            {
                problems.Add(new FieldProblem($"domains[{i}]", $"must be one of the configured domains: {string.Join(", ", domains)}"));
            }
            else if (requested.Take(i).Contains(requested[i]))
            {
                problems.Add(new FieldProblem($"domains[{i}]", "is there twice"));
            }
        }
    }

    private static void CheckReference(IntakeRequest request, List<FieldProblem> problems)
    {
        if (request.Reference is not { } reference)
        {
            return;
        }

        if (reference.Length is 0 or > MaxReferenceLength || IdentifierValue.HasControls(reference) || IdentifierValue.Misleads(reference) || !IdentifierValue.IsUtf8(reference))
        {
            problems.Add(new FieldProblem("reference", $"must be 1 to {MaxReferenceLength} characters without control characters, those of bidirectional text included"));
        }
        else if (IdentifierGuard.Suggests(reference, request.Subject, request.Addresses, partsOfNames: true))
        {
            problems.Add(NamingReference);
        }
    }

    private void CheckReceivedAt(DateTimeOffset? receivedAt, List<FieldProblem> problems)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (receivedAt > now + ClockSkew)
        {
            problems.Add(new FieldProblem("receivedAt", "must not be in the future"));
        }
        else if (receivedAt < now - Oldest)
        {
            problems.Add(new FieldProblem("receivedAt", $"must not be more than {Oldest.Days} days ago"));
        }
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_.-]{0,63}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex IdentifierName();
}
