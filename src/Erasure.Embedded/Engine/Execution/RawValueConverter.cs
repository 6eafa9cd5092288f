using Microsoft.DurableTask;

namespace Erasure.Embedded.Engine.Execution;

/// <summary>Lets <see cref="RawValue"/> through, and nothing else comes.</summary>
internal sealed class RawValueConverter : DataConverter
{
    public override string? Serialize(object? value) => value switch
    {
        null => null,
        RawValue raw => raw.Json,
        // An activity's input comes in an array of one, from which Durable Task's own activities take it out.
        object?[] { Length: 1 } arguments => Serialize(arguments[0]),
        _ => throw new ArgumentException($"A {value.GetType().Name} isn't JSON yet.", nameof(value)),
    };

    public override object? Deserialize(string? data, Type targetType) => RawValue.Of(data);
}
