namespace Erasure.Core.Durable;

/// <summary>An activity's name, and what it takes and gives.</summary>
/// <typeparam name="TInput">What it takes.</typeparam>
/// <typeparam name="TOutput">What it gives.</typeparam>
/// <param name="Text">The name, as histories hold it.</param>
internal sealed record ActivityName<TInput, TOutput>(string Text);
