using System.Text.Json;
using System.Text.Json.Serialization;
using Erasure.Core.Domains;

namespace Erasure.Core.Erasures.Parts;

/// <summary>
/// Output of <see cref="AskDomain"/>: what the domain says, written as that; or, where it wasn't asked or not listened to for reasons of ours, when to put the same question again; or that nothing is
/// to be asked here any more.
/// </summary>
/// <param name="Outcome">What it says; null where it is to be asked again.</param>
/// <param name="Wait">How long until then.</param>
/// <param name="Superseded">What is on record instead, where its erasure or its attempt is over or another one has begun: whoever asked was begun again by hand.</param>
[JsonConverter(typeof(Converter))]
internal sealed record AskDomainResult(Outcome? Outcome, TimeSpan Wait = default, RecordedAttempt? Superseded = null)
{
    /// <summary>To be asked again.</summary>
    public static AskDomainResult Deferred(TimeSpan wait) => new(Outcome: null, wait);

    private sealed class Converter : JsonConverter<AskDomainResult>
    {
        private const string Wait = "wait";
        private const string Superseded = "superseded";

        public override AskDomainResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using JsonDocument json = JsonDocument.ParseValue(ref reader);
            return json.RootElement.TryGetProperty(Superseded, out JsonElement recorded) ? new AskDomainResult(Outcome: null, Superseded: recorded.Deserialize<RecordedAttempt>(options))
                : json.RootElement.TryGetProperty(Wait, out JsonElement wait) ? Deferred(wait.Deserialize<TimeSpan>(options))
                : new AskDomainResult(json.RootElement.Deserialize<Outcome>(options));
        }

        public override void Write(Utf8JsonWriter writer, AskDomainResult value, JsonSerializerOptions options)
        {
            if (value.Outcome is { } outcome)
            {
                JsonSerializer.Serialize(writer, outcome, options);
                return;
            }

            writer.WriteStartObject();
            if (value.Superseded is { } recorded)
            {
                writer.WritePropertyName(Superseded);
                JsonSerializer.Serialize(writer, recorded, options);
            }
            else
            {
                writer.WritePropertyName(Wait);
                JsonSerializer.Serialize(writer, value.Wait, options);
            }

            writer.WriteEndObject();
        }
    }
}
