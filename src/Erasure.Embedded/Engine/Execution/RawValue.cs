namespace Erasure.Embedded.Engine.Execution;

/// <summary>A value that is JSON already: so Durable Task's replay carries what the product writes and reads.</summary>
internal sealed record RawValue(string Json)
{
    public static RawValue? Of(string? json) => json is null ? null : new RawValue(json);
}
