using System.Text.Json;
using Erasure.Core.Erasures.Intake;
using Erasure.Core.Subjects;

namespace Erasure.Api.Requests;

/// <summary>Reads a request to erase: the shape is checked here, the sense by the erasure service.</summary>
internal static class IntakeReader
{
    /// <summary>Longest identifier, name or reference, in characters: mail addresses end at 254.</summary>
    public const int MaxText = 512;

    private const int MaxIdentifiers = 32;
    private const int MaxDomains = 1000;

    private static readonly string[] Known = ["subject", "requester", "domains", "reference", "receivedAt"];
    private static readonly string[] KnownOfRequester = ["email"];

    /// <returns>The request; null where <paramref name="problems"/> were found.</returns>
    public static IntakeRequest? Read(JsonElement body, string? idempotencyKey, ICollection<FieldProblem> problems)
    {
        JsonFields fields = new(body, "", problems, Known);
        Sealed<Subject>? subject = ReadSubject(fields, problems);
        IntakeRequest? request = subject is null ? null : new IntakeRequest
        {
            Subject = subject,
            RequesterEmail = ReadRequester(fields, problems),
            Domains = fields.Texts("domains", MaxDomains, MaxText),
            Reference = fields.Text("reference", MaxText),
            ReceivedAt = fields.Time("receivedAt"),
            IdempotencyKey = idempotencyKey is null ? null : new Sealed<string>(idempotencyKey),
        };
        return problems.Count == 0 ? request : null;
    }

    private static Sealed<Subject>? ReadSubject(JsonFields fields, ICollection<FieldProblem> problems)
    {
        if (!fields.TryGet("subject", out JsonElement element))
        {
            fields.Report("subject", "is required: an object of identifiers, such as {\"user_id\": \"...\"}");
            return null;
        }

        JsonFields identifiers = new(element, "subject", problems, known: null);
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (string name in identifiers.Names)
        {
            if (identifiers.Text(name, MaxText, required: true) is { } value)
            {
                values.Add(name, value);
            }
        }

        if (values.Count > MaxIdentifiers)
        {
            fields.Report("subject", $"must have at most {MaxIdentifiers} identifiers");
        }

        return new Sealed<Subject>(new Subject(values));
    }

    private static Sealed<string>? ReadRequester(JsonFields fields, ICollection<FieldProblem> problems)
    {
        if (!fields.TryGet("requester", out JsonElement element))
        {
            return null;
        }

        string? email = new JsonFields(element, "requester", problems, KnownOfRequester).Text("email", 254, required: true);
        return email is null ? null : new Sealed<string>(email);
    }
}
