// The door of the draws: double-random draws that anyone can compute again.
export { announce } from './announce.ts'
export { cancelDraw } from './cancel.ts'
export { drawFigures, type FiguresAsked } from './figures.ts'
export { fileOf, populationOf } from './file.ts'
export { linesOf } from './lines.ts'
export { makeDraw, makeWaiting } from './make.ts'
export { type DrawHead, listDraws, showDraw } from './read.ts'
export {
  listDrawn,
  type ReviewTold,
  reviewsOf,
  reviewsTold,
  type SubjectReview,
  showDrawn,
} from './read-drawn.ts'
export { notFound as noDraw } from './refusals.ts'
export { reviewDrawn } from './review.ts'
export { type Draws, type DrawsDeps, openDraws } from './room.ts'
export { type DrawReport, verifyDraw } from './verify.ts'
export { type DrawKeptFault, verifyDraws } from './verify-kept.ts'
