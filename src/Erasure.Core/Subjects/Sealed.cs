using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Erasure.Core.Subjects;

/// <summary>Holds what must not print: no <c>ToString</c>, no debugger view, no JSON. Opened only by vaults, connectors, finders and the mail's To header.</summary>
[DebuggerDisplay("[sealed]")]
[JsonConverter(typeof(SealedJsonConverterFactory))]
public sealed class Sealed<T>(T value)
{
    private readonly T value = value;

    /// <summary>The thing itself. Callers are listed in the architecture test.</summary>
    public T Open() => value;

    /// <inheritdoc/>
    public override string ToString() => "[sealed]";
}

internal sealed class SealedJsonConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Sealed<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A sealed value is never written as JSON: pass a reference to the vault instead.");
}
