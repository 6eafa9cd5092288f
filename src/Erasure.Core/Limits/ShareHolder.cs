namespace Erasure.Core.Limits;

/// <summary>A process that calls a domain, as the domain's record has it.</summary>
/// <param name="Id">The process, until it ends.</param>
/// <param name="Calls">Calls at once that it may have under way.</param>
/// <param name="Units">Units of the domain's rate that it has (<see cref="ShareTable.UnitsOf"/>).</param>
/// <param name="Beat">More at each renewal, and never the same again: who finds the same for as long as a lease lasts, by its own clock, takes over.</param>
internal sealed record ShareHolder(string Id, int Calls, int Units, long Beat);
