namespace Erasure.Core.Limits;

/// <summary>What a process makes of its share.</summary>
/// <param name="Running">Calls under way.</param>
/// <param name="SinceTurn">How long ago the last call began; negative where it is still to begin, null before the first.</param>
internal readonly record struct ShareUse(int Running, TimeSpan? SinceTurn);
